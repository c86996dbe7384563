"""An article becomes a spoken script, by a language model of one's own choice. Off by default.

- `chat_client`: one request to an endpoint that speaks OpenAI's protocol, such as vLLM
- `writing`: the parts of an article, and the lines that a model makes of them
- `facts`: the numbers and names that got lost, and those that are new
"""
