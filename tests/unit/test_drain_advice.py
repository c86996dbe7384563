"""A worker in a container says how long a drain takes, unless somebody has decided it."""

import os
from pathlib import Path

import pytest

from voicefarm.settings import load_settings
from worker.process import drain
from worker.process.drain import advice_on_grace


@pytest.fixture(autouse=True)
def no_container(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the tests run."""
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    monkeypatch.setattr(drain, "MARKS", ())


def test_outside_of_a_container_nothing_is_advised() -> None:
    assert advice_on_grace(load_settings()) == ""


def test_in_kubernetes_the_time_of_a_drain_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    assert "a drain takes up to 32 s" in advice_on_grace(load_settings())


def test_in_docker_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mark = tmp_path / ".dockerenv"
    mark.touch()
    monkeypatch.setattr(drain, "MARKS", (str(mark),))
    assert "docker kills after 10 s" in advice_on_grace(load_settings())


def test_who_has_set_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setitem(os.environ, "VOICEFARM_DRAIN_S", "30")
    assert advice_on_grace(load_settings()) == ""
