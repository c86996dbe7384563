"""The backbone on PyTorch: checkpoints as transformers saves them, in 16 or 32 bits, CPU or GPU.

- `backbone`: what is known of it without its libraries; `speechlm.registries` names it
- `checkpoint`: the folder, by its headers alone
- `loading`: network and caches in memory, put together with the decode loop
- `network`: the layers by transformers, the output head cut down to speech
- `attention`: how the layers attend to the caches of many slots
- `layout`: which rows of a step attend together
- `decoder`: one step
"""
