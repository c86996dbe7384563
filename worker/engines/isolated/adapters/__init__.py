"""What a child asks of a library: each file is run in the library's own environment.

There is one file a library, such as `chatterbox_tts`.
"""
