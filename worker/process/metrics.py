"""How a worker is watched: its metrics, and whether it lives and is ready."""

import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from voicefarm.monitoring import MISSED_BEATS, Monitor, Probes
from voicefarm.settings import Settings
from worker.process.heartbeat import Heartbeat
from worker.process.runtime import Runtime

COUNTERS = {
    "made": ("voicefarm_takes", "Takes synthesized"),
    "reused": ("voicefarm_takes_reused", "Chunks whose take existed already"),
    "failed": ("voicefarm_attempts_failed", "Attempts that ended in an error"),
    "given_up": ("voicefarm_chunks_given_up", "Chunks quarantined after a failed attempt"),
    "requeued": ("voicefarm_chunks_requeued", "Abandoned chunks that sweeps sent out again"),
    "stitched": ("voicefarm_programmes", "Programmes made"),
    "missed_beats": ("voicefarm_heartbeats_missed", "Heartbeats that didn't reach the ledger"),
    "audio_s": ("voicefarm_audio_seconds", "Audio synthesized, seconds"),
    "synthesis_s": ("voicefarm_synthesis_seconds", "Engine time of takes, seconds; slots add up"),
    "tokens": ("voicefarm_tokens", "Speech tokens decoded"),
}


class WorkerMetrics(Collector):
    """Serves metrics and probes from before the model is loaded until the worker ends."""

    def __init__(self, address: str, settings: Settings) -> None:
        """Raises BadSetting when nothing can listen on the address."""
        self._settings = settings
        self._runtime: Runtime | None = None
        self._heartbeat: Heartbeat | None = None
        registry = CollectorRegistry()
        registry.register(self)
        ProcessCollector(registry=registry)
        self._monitor = Monitor(address, registry, Probes(self.live, self.ready))
        self.url = self._monitor.url

    def loaded(self, runtime: Runtime, heartbeat: Heartbeat) -> None:
        """The model is loaded and the heartbeat runs."""
        self._runtime, self._heartbeat = runtime, heartbeat

    def close(self) -> None:
        """Stop serving."""
        self._monitor.close()

    def live(self) -> str:
        """A heartbeat that stands still, or a chunk far past its deadline, needs a restart."""
        if self._runtime is None or self._heartbeat is None:
            return ""  # a model may load for as long as it likes
        silent_s = time.monotonic() - self._heartbeat.last_tick
        if silent_s > MISSED_BEATS * self._settings.heartbeat_s + self._settings.lease_s:
            return f"the heartbeat has been silent for {silent_s:.0f} s"
        minute_ago = time.monotonic() - 60
        late = [watch for watch in self._runtime.slots.held().values() if not watch.waiting]
        if any(watch.deadline < minute_ago for watch in late):
            return "an engine hangs: a chunk is a minute past its deadline"
        return ""

    def ready(self) -> str:
        """Ready when the model is loaded and work is taken."""
        if self._runtime is None:
            return "the model is loading"
        if self._runtime.outages.draining.is_set():
            return "draining"
        return f"it takes no work: {sick}" if (sick := self._runtime.sick) else ""

    def collect(self) -> Iterator[Metric]:
        """The values now, for Prometheus; called in the server's threads."""
        runtime = self._runtime
        if runtime is None:
            return
        labels = ("model", "worker")
        values = (runtime.model_name, runtime.name)
        for field, (name, text) in COUNTERS.items():
            counter = CounterMetricFamily(name, text, labels=labels)
            counter.add_metric(values, getattr(runtime.counters, field))
            yield counter
        gauges = {
            "voicefarm_slots": ("Slots", runtime.slots.count),
            "voicefarm_slots_busy": ("Slots with a chunk", len(runtime.slots.held())),
            "voicefarm_sick": ("Whether it takes no work for a while", bool(runtime.sick)),
            "voicefarm_started_seconds": ("Unix time of the start", runtime.started),
        }
        for name, (text, value) in gauges.items():
            gauge = GaugeMetricFamily(name, text, labels=labels)
            gauge.add_metric(values, value)
            yield gauge
