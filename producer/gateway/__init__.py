"""The use cases over HTTP: the same as on the command line, and speech while it is made.

- `server`: the process: listens, and runs a private farm if none is configured
- `app`: all routes, and every error as one object
- `guard`: what stands before them: request ids, the log, strange origins, bodies without end
- `access`, `callers`: who calls, and what they may do
- `routes`: parse, call one use case, answer
- `speech`: a text spoken at once
- `conversation`: a text spoken while it is written
- `bodies`: what a request brings
- `submissions`: what is made of it
- `answers`: what it gets
- `page`: the web page at `/`
- `problems`: errors as HTTP has them
- `mcp_tools`: the use cases as tools for assistants
- `gateway`, `naming`, `streams`, `idempotency`: what routes share
"""
