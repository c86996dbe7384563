"""What `voicefarm doctor` finds on a real Valkey and a real store."""

from pathlib import Path
from typing import Any

import pytest

from producer.diagnosis import Diagnosis, diagnose
from tests.kit.jobs import make_job
from tests.kit.valkey_server import ValkeyServer
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import WorkerInfo
from voicefarm.settings import load_settings


@pytest.fixture
def look(valkey: ValkeyServer, namespace: str, tmp_path: Path) -> Any:
    def findings(**settings: Any) -> list[Diagnosis]:
        usual = {"redis_url": valkey.url, "namespace": namespace, "store": str(tmp_path / "store")}
        return list(diagnose(load_settings(**{**usual, **settings})))

    return findings


def faults(findings: list[Diagnosis]) -> dict[str, str]:
    return {one.subject: one.sentence for one in findings if one.verdict == "fault"}


def worker(model: str) -> WorkerInfo:
    return WorkerInfo(worker="w", host="h", pid=1, model=model, slots=2, busy=0, up_s=1)


def test_a_sound_farm_has_no_fault(look: Any, ledger: Ledger) -> None:
    ledger.heartbeat(worker("silence"), lease_s=60)
    findings = look()
    assert faults(findings) == {}
    assert {"redis", "store", "clock", "workers", "models"} <= {one.subject for one in findings}


def test_a_farm_without_workers_is_a_fault(look: Any) -> None:
    assert "voicefarm worker" in faults(look())["workers"]


def test_jobs_that_no_worker_serves_are_named(look: Any, ledger: Ledger) -> None:
    ledger.heartbeat(worker("espeak"), lease_s=60)
    ledger.open(make_job(2)[0], retention_s=60)
    assert "model 'silence', which no worker serves; start a worker" in faults(look())["workers"]


def test_what_does_not_answer_is_a_finding_and_no_crash(look: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = faults(look(redis_url="redis://127.0.0.1:1", store=str(tmp_path / "file")))
    assert set(found) == {"redis", "workers", "store"}


def test_a_policy_that_drops_jobs_is_a_fault(
    look: Any, valkey: ValkeyServer, ledger: Ledger
) -> None:
    ledger.client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert "noeviction" in faults(look())["redis"]
    finally:
        ledger.client.config_set("maxmemory-policy", "noeviction")


def test_one_machine_needs_no_redis(look: Any) -> None:
    assert [one.verdict for one in look(redis_url=None) if one.subject == "redis"] == ["note"]
