"""A job heard while it is made.

- `live_audio`: its sound in order, for a pipe, a browser or a client
- `pipe_player`: that sound as an endless WAV in a pipe
"""
