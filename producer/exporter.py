"""The ledger's metrics. One process serves them for a whole farm, so no worker repeats them."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from voicefarm.errors import RedisUnreachable
from voicefarm.ledger import Ledger
from voicefarm.messages import JobState
from voicefarm.monitoring import Monitor, Probes

PER_MODEL = {
    "unfinished": ("voicefarm_chunks_unfinished", "Chunks to do: scale by this over the slots"),
    "waiting": ("voicefarm_chunks_waiting", "Chunks not handed to the queue yet"),
    "queued": ("voicefarm_chunks_queued", "Chunks in the queue"),
    "leased": ("voicefarm_chunks_leased", "Chunks in work"),
    "oldest_queued_s": ("voicefarm_queued_age_seconds", "Age of the oldest chunk in the queue"),
    "oldest_job_s": ("voicefarm_job_age_seconds", "Age of the oldest running job"),
    "workers": ("voicefarm_workers", "Workers that live"),
    "slots": ("voicefarm_farm_slots", "Slots of the workers that live"),
}


class LedgerCollector(Collector):
    """Asks the ledger when Prometheus asks; `voicefarm_ledger_up` says whether it answered."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def collect(self) -> Iterator[Metric]:
        """One overview's metrics."""
        try:
            overview = self._ledger.overview()
        except RedisUnreachable:
            yield GaugeMetricFamily("voicefarm_ledger_up", "Whether Redis answers", value=0)
            return
        yield GaugeMetricFamily("voicefarm_ledger_up", "Whether Redis answers", value=1)
        for field, (name, text) in PER_MODEL.items():
            gauge = GaugeMetricFamily(name, text, labels=["model"])
            for model, counts in overview.models.items():
                gauge.add_metric([model], getattr(counts, field))
            yield gauge
        jobs = GaugeMetricFamily("voicefarm_jobs", "Jobs by state", labels=["state"])
        for state in JobState:
            jobs.add_metric([state.value], overview.jobs.get(state, 0))
        yield jobs
        quarantined, swept = overview.quarantined, overview.swept
        yield CounterMetricFamily("voicefarm_quarantined", "Chunks given up", value=quarantined)
        yield CounterMetricFamily("voicefarm_swept", "Chunks requeued by sweeps", value=swept)


def serve_metrics(ledger: Ledger, address: str) -> Monitor:
    """Serve the ledger's metrics at `address`. Raises BadSetting."""
    registry = CollectorRegistry()
    registry.register(LedgerCollector(ledger))
    return Monitor(address, registry, Probes(live=lambda: "", ready=lambda: ""))
