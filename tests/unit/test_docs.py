"""The documents say what the code does."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from voicefarm.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_references_are_up_to_date(generate: ModuleType) -> None:
    remedy = "run `make docs`"
    assert (ROOT / "docs/configuration.md").read_text("utf-8") == generate.configuration(), remedy
    assert (ROOT / "docs/cli.md").read_text("utf-8") == generate.command_line(), remedy
    assert (ROOT / "docs/python.md").read_text("utf-8") == generate.python(), remedy


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{page.name}: {target}"
        for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")]
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_readme_names_only_commands_and_targets_that_exist(generate: ModuleType) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = set(re.findall(r"^## voicefarm (\S+)", generate.command_line(), re.MULTILINE))
    assert set(re.findall(r"(?<![/\w-])voicefarm ([a-z]+)(?= |$|`)", readme)) <= commands
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)`", readme)) <= targets
