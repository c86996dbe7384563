"""The backbone on OpenVINO: the same GGUF files, with paged attention, for x86 CPUs.

- `backbone`: what is known of it without its library; `worker.engines.speechlm.registries` names it
- `loading`: graph and caches in memory, put together with the decode loop
- `preparation`: the graph of a GGUF file, made once and kept
- `conversion`: how it is made, in a process of its own
- `head`: the output head, cut down to speech
- `rotation`, `offsets`: what the reader of GGUF files rounds, exact again
- `packing`, `groups`: weights in few bits, as OpenVINO multiplies them fastest
- `graph`: the graph made ready for steps of many sequences
- `decoder`, `blocks`: one step, and the parts of the caches that each slot has
- `library`: OpenVINO itself, without its telemetry
"""
