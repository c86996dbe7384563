"""The documents say what the code does."""

import ast
import importlib.util
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from voicefarm.settings import Settings

ROOT = Path(__file__).parents[2]
PLANNED = ("voicefarm", "producer", "worker", "chaos", "benchmarks", "tests/kit")
"""Packages whose docstrings say what each of their modules is for."""


@pytest.fixture(scope="module")
def generate() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(ROOT / "docs"))  # as for a script in that folder
        spec.loader.exec_module(module)
        yield module


def test_the_references_are_up_to_date(generate: ModuleType) -> None:
    remedy = "run `make docs`"
    assert (ROOT / "docs/configuration.md").read_text("utf-8") == generate.configuration(), remedy
    assert (ROOT / "docs/cli.md").read_text("utf-8") == generate.command_line(), remedy
    assert (ROOT / "docs/python.md").read_text("utf-8") == generate.python(), remedy
    assert (ROOT / "docs/engines.md").read_text("utf-8") == generate.engines.page(), remedy
    page = generate.structure.page()
    assert (ROOT / "docs/structure.md").read_text("utf-8") == page, remedy


def test_the_structure_has_room(generate: ModuleType) -> None:
    structure = generate.structure
    packages = structure.flat_modules()
    assert {name: n for name, n in packages.items() if n > structure.MOST_MODULES} == {}
    touched = {kind: files for kind, (_, files) in structure.touched().items()}
    assert {k: files for k, files in touched.items() if len(files) > structure.MOST_TOUCHED} == {}
    graph = structure.import_graph()
    assert structure.classes_used_twice() == {}
    assert (structure.circles(graph), structure.package_circles(graph)) == ([], [])


def test_each_package_says_what_lies_in_it() -> None:
    lacking = {}
    for face in (file for name in PLANNED for file in (ROOT / name).rglob("__init__.py")):
        plan = ast.get_docstring(ast.parse(face.read_text("utf-8"))) or ""
        inside = [*face.parent.glob("[a-z]*.py"), *face.parent.glob("*/__init__.py")]
        names = {path.stem if path.stem != "__init__" else path.parent.name for path in inside}
        missing = sorted(name for name in names if not re.search(rf"\b{name}\b", plan))
        # Where each file is one of a kind, a registry lists them.
        if missing and "one file a" not in plan:
            lacking[str(face.relative_to(ROOT))] = missing
    assert lacking == {}


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def pages() -> list[Path]:
    return [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *ROOT.glob("*/*/MODEL_CARD.md"),
        *ROOT.glob("training/*/README.md"),
    ]


def anchors(page: Path) -> set[str]:
    """The headings of a page, as GitHub spells them in links."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages()
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_link_to_a_heading_finds_it() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}#{heading}"
        for page in pages()
        for target, heading in re.findall(
            r"\]\((?!https?:)([^)#]*)#([^)]+)", page.read_text("utf-8")
        )
        if heading not in anchors(page.parent / target if target else page)
    ]
    assert broken == []


def test_every_decision_is_complete_and_in_the_index() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    index = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    listed = re.findall(r"^\| \[(\d{4}) (.+)\]\((\S+)\) \| (\S+?)(?:,| \|)", index, re.MULTILINE)
    titles = []
    for number, path in enumerate(decisions, start=1):
        text = path.read_text("utf-8")
        assert int(path.name[:4]) == number
        head = re.match(rf"# {number}\. (.+)\n\n- Status: .+\n- Date: (\d{{4}}-\d\d-\d\d)\n", text)
        assert head, path.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
        ], path.name
        titles.append((path.name[:4], head[1], path.name, head[2]))
    assert sorted(listed) == titles


def test_the_glossary_names_files_that_exist() -> None:
    rows = re.findall(
        r"^\| \*\*(.+)\*\* \| .+ \| `(\S+)` \|$",
        (ROOT / "docs/glossary.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert len(rows) > 50
    assert [(word, file) for word, file in rows if not (ROOT / file).is_file()] == []


def test_every_test_that_the_documents_name_exists() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    missing = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in pages()
        for name in re.findall(r"\btest_\w+\b(?!\.py)", page.read_text("utf-8"))
        if f"def {name}(" not in tests
    ]
    assert missing == []


def test_the_readme_names_only_commands_and_targets_that_exist(generate: ModuleType) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = set(re.findall(r"^## voicefarm (\S+)", generate.command_line(), re.MULTILINE))
    named = set(re.findall(r"(?:(?<![/\w-])|bin/)voicefarm ([a-z]+)(?= |$|`)", readme))
    assert "narrate" in named
    assert named <= commands
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", readme, re.MULTILINE)) <= targets


def test_the_readme_names_only_options_that_exist(generate: ModuleType) -> None:
    sections = re.split(r"^## voicefarm ", generate.command_line(), flags=re.MULTILINE)[1:]
    options: dict[str, set[str]] = {}
    for section in sections:
        command = section.split(maxsplit=1)[0]
        options.setdefault(command, set()).update(re.findall(r"(?<=[`\s])--?[a-z-]+\b", section))
    readme = (ROOT / "README.md").read_text("utf-8")
    lines = re.findall(r"^(?:\S*bin/)?voicefarm ([a-z]+) (.*)$", readme, re.MULTILINE)
    given = {
        (command, option)
        for command, rest in lines
        for option in re.findall(r"(?:^| )(--?[a-z][a-z-]*)", rest.split("#")[0])
    }
    assert ("narrate", "--author") in given
    assert {
        (command, option) for command, option in given if option not in options[command]
    } == set()
    anywhere = set().union(*options.values())
    assert set(re.findall(r"`(--[a-z-]+)", readme)) <= anywhere


def test_the_readme_names_only_extras_that_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    readme = (ROOT / "README.md").read_text("utf-8")
    named = {
        extra for group in re.findall(r"\[([a-z0-9,]+)\]'", readme) for extra in group.split(",")
    }
    assert named
    assert named <= set(project["optional-dependencies"])
    assert f"voicefarm-{project['version']}-py3" in readme
