"""A job heard while it is made.

- `live_audio`: its sound in order, for a pipe, a browser or a client
- `job_stream`: that sound as bytes, for clients of the gateway
- `stream_forms`: the forms of those bytes
- `listeners`: who listens, across gateways
- `pipe_player`: that sound as an endless WAV in a pipe
"""
