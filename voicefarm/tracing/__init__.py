"""Traces of jobs for an OpenTelemetry collector: request, submit, chunks, stitch. Off by default.

- `spans`: parts of a trace, sent to the collector
"""
