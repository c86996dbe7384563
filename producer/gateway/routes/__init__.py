"""The routes: each parses, calls one use case, and answers.

- `speech`: OpenAI's interface, and the lists that its clients ask for
- `jobs`: texts that become programmes
- `page`: the page, and the probes
"""
