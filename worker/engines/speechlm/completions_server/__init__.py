"""The backbone on another program: any server of completions that speaks OpenAI's protocol.

- `backbone`: what is known before the server is asked; `speechlm.registries` names it
- `loading`: the vocabulary on this machine, and how the server is asked
- `vocabulary`: a GGUF's or a tokenizer's, without weights
- `generations`: requests in flight, one thread each
- `form`: how this server takes prompts and returns tokens, found by trying
- `question`: a request as the server's body
- `answer`: tokens out of what it returns
- `connection`: HTTP
"""
