"""A user's modules that have the names of ours, or of Python's, are neither run nor hidden."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.commands import Commands, complaints, write_model
from tests.kit.valkey_server import ValkeyServer

NAMES = ("worker", "producer", "voicefarm", "json", "secrets", "structlog", "numpy", "celeryconfig")
TEXT = "The lamp was lit at dusk. Nobody had asked for it."
TRAP = "raise SystemExit('A module of the user was run: ' + __file__)"


@pytest.fixture(params=["modules", "packages"])
def trapped(request: pytest.FixtureRequest, here: Commands) -> Commands:
    """The command in a folder that is full of modules that must not run."""
    for name in NAMES:
        set_trap(here.folder, name, package=request.param == "packages")
    return here


def set_trap(folder: Path, name: str, *, package: bool) -> None:
    """A module that ends whatever imports it."""
    if package:
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(TRAP)
    else:
        (folder / f"{name}.py").write_text(TRAP)


def test_narrate_runs_nothing_of_the_folder_it_is_started_in(trapped: Commands) -> None:
    (trapped.folder / "words.toml").write_text("[patterns]\n'lamp' = 'light'\n")
    made = trapped.json("narrate", "-", "--dictionary", "words.toml", stdin=TEXT)
    assert (made["chunks"], made["flagged"]) == (1, 0)


def test_the_commands_for_models_run_nothing_of_it(trapped: Commands) -> None:
    assert "espeak" in {row["model"] for row in trapped.json("models", "list")}
    checked = trapped.run("models", "check", "espeak")
    assert (checked.returncode, checked.stdout) == (0, "espeak is ready.\n")
    pulled = trapped.run("models", "pull", "espeak")
    assert (pulled.returncode, pulled.stdout) == (0, "espeak has no files to fetch.\n")
    prepared = trapped.run("models", "prepare", "espeak")
    assert prepared.returncode == 0
    assert prepared.stdout.startswith("espeak has nothing to prepare")


@pytest.fixture
def farm(trapped: Commands, valkey: ValkeyServer, namespace: str, tmp_path: Path) -> Commands:
    """The same with a farm."""
    trapped.settings |= {"VOICEFARM_REDIS_URL": valkey.url, "VOICEFARM_NAMESPACE": namespace}
    trapped.settings |= write_model(tmp_path / "models", "quick")
    trapped.settings["VOICEFARM_MODEL"] = "quick"
    return trapped


def test_a_worker_runs_nothing_of_it(farm: Commands) -> None:
    with farm.worker():
        assert farm.json("submit", "-", "--wait", stdin=TEXT)["state"] == "done"


def test_celery_s_own_command_runs_nothing_of_it(farm: Commands, tmp_path: Path) -> None:
    # Celery itself takes this name from the current folder; docs/decisions.md says what is left.
    for trap in farm.folder.glob("voicefarm*"):
        trap.rename(tmp_path / trap.name)
    celery = str(Path(sys.executable).with_name("celery"))
    with farm.worker(command=(celery, "-A", "voicefarm.worker_app", "worker")):
        assert farm.json("submit", "-", "--wait", stdin=TEXT)["state"] == "done"


def test_modules_in_pythonpath_do_not_stand_in_for_ours(here: Commands, tmp_path: Path) -> None:
    """A pipeline with a `worker` and a `producer` of its own calls the command."""
    pipeline = tmp_path / "pipeline"
    pipeline.mkdir()
    for name in ("worker", "producer"):
        set_trap(pipeline, name, package=True)
    here.settings["PYTHONPATH"] = str(pipeline)
    (here.folder / "words.toml").write_text("[patterns]\n'lamp' = 'light'\n")
    assert here.json("narrate", "-", "--dictionary", "words.toml", stdin=TEXT)["chunks"] == 1
    checked = here.run("models", "check", "espeak")
    assert (checked.returncode, checked.stdout) == (0, "espeak is ready.\n")


PIPELINE = """
import celery
import worker
from producer.private_farm import private_farm
from voicefarm.settings import load_settings

mine = celery.Celery("mine")
with private_farm(load_settings()) as private:
    while not private.farm.ledger.workers():
        private.check_workers()
import worker.steps
assert celery.current_app.main == "mine"
print(worker.__doc__, worker.steps.__doc__)
"""


def test_a_pipeline_keeps_its_own_worker_and_its_own_celery(here: Commands) -> None:
    (here.folder / "worker").mkdir()
    (here.folder / "worker" / "__init__.py").write_text('"""Mine."""')
    (here.folder / "worker" / "steps.py").write_text('"""Mine too."""')
    (here.folder / "pipeline.py").write_text(PIPELINE)
    done = subprocess.run(
        [sys.executable, "pipeline.py"],
        cwd=here.folder,
        env=here.environment,
        text=True,
        capture_output=True,
    )
    assert (done.stdout, done.stderr) == ("Mine. Mine too.\n", "")


def test_what_the_environment_says_of_another_app_is_not_ours(here: Commands) -> None:
    nowhere = "amqp://127.0.0.1:1"
    here.settings |= {
        **dict.fromkeys(("APP", "CELERY_APP", "LOADER", "CELERY_LOADER"), "no_such_module"),
        **dict.fromkeys(("CONFIG_MODULE", "CELERY_CONFIG_MODULE"), "no_such_module"),
        **dict.fromkeys(("BROKER_URL", "CELERY_BROKER_URL"), nowhere),
        **dict.fromkeys(("CELERY_BROKER_READ_URL", "CELERY_BROKER_WRITE_URL"), nowhere),
        **dict.fromkeys(("RESULT_BACKEND", "CELERY_RESULT_BACKEND"), "no.such.backend"),
        "DJANGO_SETTINGS_MODULE": "no_such_module",
    }
    made = here.run("narrate", "-", stdin=TEXT)
    assert (made.returncode, complaints(made.stderr)) == (0, "")


def test_python_m_voicefarm_is_the_command(here: Commands) -> None:
    command = [sys.executable, "-P", "-m", "voicefarm", "voices", "--json"]
    shown = subprocess.run(command, env=here.environment, capture_output=True, check=True)
    assert json.loads(shown.stdout) == here.json("voices")
