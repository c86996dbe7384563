"""The dashboard and the alert rules name metrics that there are, and promtool accepts the rules."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from producer.exporter import PER_MODEL
from worker.process.metrics import COUNTERS

CONFIG = Path(__file__).parents[2] / "config"
RULES = CONFIG / "alerts" / "voicefarm.yml"
DASHBOARD = CONFIG / "dashboards" / "voicefarm.json"
OTHERS = {
    "voicefarm_slots", "voicefarm_slots_busy", "voicefarm_sick", "voicefarm_started_seconds",
    "voicefarm_ledger_up", "voicefarm_jobs", "voicefarm_quarantined_total", "voicefarm_swept_total",
}  # fmt: skip
METRICS = (
    {f"{name}_total" for name, _ in COUNTERS.values()}
    | {name for name, _ in PER_MODEL.values()}
    | OTHERS
)


def rules() -> list[dict[str, Any]]:
    (group,) = YAML(typ="safe").load(RULES)["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def expressions() -> list[str]:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    shown = [target["expr"] for panel in panels for target in panel["targets"]]
    return shown + [rule["expr"] for rule in rules()]


def test_every_metric_that_is_asked_for_is_told() -> None:
    asked = {name for text in expressions() for name in re.findall(r"voicefarm_\w+", text)}
    assert asked <= METRICS


def test_every_alert_says_what_to_do() -> None:
    for rule in rules():
        assert rule["annotations"]["remedy"].endswith(".")
        assert rule["labels"]["severity"] in {"critical", "warning"}


def test_panels_have_ids_and_places_of_their_own() -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len({(p["gridPos"]["x"], p["gridPos"]["y"]) for p in panels}) == len(panels)


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_promtool_accepts_the_rules() -> None:
    checked = subprocess.run(
        ["promtool", "check", "rules", str(RULES)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
