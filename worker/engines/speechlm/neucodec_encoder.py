"""NeuCodec's encoder on torch: a recording's codes. Loaded for enrolment alone."""
