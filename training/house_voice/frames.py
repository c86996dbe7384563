"""Frames: the sound cut into 20 ms, and the figures that all stages share."""

RATE = 24_000
HOP = 480
"""Samples of a code: 20 ms, NeuCodec's own."""
STEP = HOP // 2
"""Samples from one frame of the filters to the next: 10 ms."""
FFT = 1024
BINS = FFT // 2 + 1
