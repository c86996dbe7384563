"""What tests, chaos runs and benchmarks share: real servers, processes, and forged models."""
