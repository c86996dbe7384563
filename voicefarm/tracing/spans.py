"""Spans: what a process did for a job, from when to when, below the span that wanted it.

A span's place in its trace travels as W3C's traceparent. The extra `otel` is loaded only when a
collector is configured.
"""

import functools
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from voicefarm.errors import BadSetting
from voicefarm.extras import install_advice

PARENT = "traceparent"
LAST_WAIT_S = 2.0
"""How long the end of a process waits for a collector that is away, unless OpenTelemetry's own
variable names another time."""
NAMESPACE = "voicefarm."
"""Before the names of a span's facts."""


@dataclass(frozen=True, slots=True)
class Tracing:
    """Where a process sends its spans; nowhere without a provider. Thread-safe."""

    provider: Any = None
    """OpenTelemetry's TracerProvider."""

    @property
    def is_on(self) -> bool:
        """Whether there is a collector."""
        return self.provider is not None

    @contextmanager
    def span(
        self,
        name: str,
        facts: Mapping[str, str | int] = MappingProxyType({}),
        *,
        parent: str = "",
        begun: float = 0.0,
    ) -> Iterator[str]:
        """Record the block, and yield its place in the trace; empty if there is no collector.

        It belongs below `parent`; without one, below the span of this thread. `begun` is a time
        before the block, in seconds since 1970, from which on the span counts.
        """
        if self.provider is None:
            yield ""
            return
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        w3c = TraceContextTextMapPropagator()
        with self.provider.get_tracer("voicefarm").start_as_current_span(
            name,
            context=w3c.extract({PARENT: parent}) if parent else None,
            start_time=round(begun * 1e9) or None,
            attributes={NAMESPACE + fact: value for fact, value in facts.items()},
        ):
            place: dict[str, str] = {}
            w3c.inject(place)
            yield place.get(PARENT, "")


@functools.cache  # one thread that sends, however often a farm is opened
def open_tracing(collector: str | None, part: str) -> Tracing:
    """Traces for the collector at an address, as coming from `part` of the farm.

    OpenTelemetry's own variables are heeded. Work never waits for the collector. Raises BadSetting
    if the extra is missing.
    """
    if not collector:
        return Tracing()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise BadSetting(
            f"Traces can't be sent: {install_advice('otel')}, or name no collector.",
            field="trace_collector",
        ) from error
    service = os.environ.get("OTEL_SERVICE_NAME") or f"voicefarm-{part}"
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    exporter = OTLPSpanExporter(
        endpoint=f"{collector.rstrip('/')}/v1/traces",
        timeout=None if "OTEL_EXPORTER_OTLP_TIMEOUT" in os.environ else LAST_WAIT_S,
    )
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider)
