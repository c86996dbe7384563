"""A Piper voice's network in 8 bits, kept only if it is faster and sounds like the original.

- `quantizing`: from the model to the file, or to the reason why there is none
- `network_files`: makes the files, by onnxruntime's own tools
- `calibration_feeds`: what a network is given while its ranges are measured
- `trial`: speaks with both, and judges the quantized one
"""
