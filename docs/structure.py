"""Measures the structure of the code: how large packages are, and what an addition touches.

`python docs/structure.py` prints the page; `docs/generate.py` writes it to structure.md.
"""

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
SIDES = ("voicefarm", "producer", "worker")
MOST_MODULES = 14
MOST_TOUCHED = 2

ADDITIONS: Mapping[str, tuple[str, str]] = {
    "an engine": ("silence", r"^SilenceEngine$"),
    "a codec": ("vieneu-codec", r"\b(vieneu-codec|vieneu_codec|VieneuCodec)\b"),
    "a prompt format": ("orpheus", r"^(orpheus|ORPHEUS)$"),
    "a backbone": ("openvino", r"^(openvino|OPENVINO)$"),
    "a language": ("Vietnamese", r"^VIETNAMESE$"),
    "a normalizer": ("Vietnamese", r"\bread_vietnamese$"),
    "a document reader": ("markdown", r"\b(markdown|read_markdown)\b"),
    "a form of the programme": ("opus", r"\b(opus|OPUS)\b"),
    "a check": ("hole", r"^hole$"),
    "a setting": ("memory_limit_mb", r"^memory_limit_mb$"),
}
"""For each kind of addition, one that exists, and the names by which code mentions it."""


def page() -> str:
    """The measurements as Markdown."""
    graph = import_graph()
    lines = [
        "# Structure",
        "",
        "Measured by `docs/structure.py`; `make docs` writes this page, and a test compares it.",
        "",
        "| what | figure | goal |",
        "|---|---|---|",
        f"| modules | {len(graph.modules)} | |",
        f"| class names used twice | {len(classes_used_twice())} | 0 |",
        f"| circles of imports among modules | {len(circles(graph))} | 0 |",
        f"| circles of imports among packages | {len(package_circles(graph))} | 0 |",
        "",
        "`make check` proves that no import runs upward: the contracts are in `pyproject.toml`.",
        "",
        "## Modules at the top of each package",
        "",
        f"At most {MOST_MODULES}, `__init__` not counted.",
        "",
        "| package | modules |",
        "|---|---|",
        *(f"| `{package}` | {count} |" for package, count in flat_modules().items()),
        "",
        "## Files that an addition touches",
        "",
        "For each kind, the files of the three packages whose code names an existing one.",
        f"The goal is {MOST_TOUCHED}: its own file, and one line in a registry.",
        "",
        "| to add | for example | files |",
        "|---|---|---|",
        *(
            f"| {kind} | {example} | {len(files)}: {', '.join(f'`{file}`' for file in files)} |"
            for kind, (example, files) in touched().items()
        ),
    ]
    return "\n".join([*lines, ""])


@cache
def import_graph() -> grimp.ImportGraph:
    """Who imports whom in the three packages."""
    return grimp.build_graph(*SIDES, cache_dir=None)


def sources() -> Iterator[Path]:
    """The Python files of the three packages."""
    for side in SIDES:
        yield from sorted((ROOT / side).rglob("*.py"))


def flat_modules() -> dict[str, int]:
    """How many modules lie at the top of each package."""
    counts: dict[str, int] = defaultdict(int)
    for path in sources():
        package = ".".join(path.parent.relative_to(ROOT).parts)
        counts[package] += path.name != "__init__.py"
    return dict(sorted(counts.items()))


@cache
def classes_used_twice() -> dict[str, list[str]]:
    """Class names that more than one file defines, with those files."""
    where: dict[str, list[str]] = defaultdict(list)
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                where[node.name].append(str(path.relative_to(ROOT)))
    return {name: files for name, files in where.items() if len(files) > 1}


def circles(graph: grimp.ImportGraph) -> Sequence[str]:
    """The first circle of imports among modules, if there is one."""
    return _circle(
        {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    )


def package_circles(graph: grimp.ImportGraph) -> Sequence[str]:
    """The first circle among the packages of a side, if there is one."""
    arrows: dict[str, set[str]] = defaultdict(set)
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            ends = _room(module), _room(imported)
            if ends[0] != ends[1]:
                arrows[ends[0]].add(ends[1])
    return _circle(arrows)


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _circle(arrows: Mapping[str, set[str]]) -> Sequence[str]:
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


@cache
def touched() -> dict[str, tuple[str, list[str]]]:
    """For each kind of addition, an example and the files that name it."""
    names = {path: set(_names(path)) for path in sources()}
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    result = {}
    for kind, (example, pattern) in ADDITIONS.items():
        files = [
            str(path.relative_to(ROOT))
            for path, known in names.items()
            if any(re.search(pattern, name) for name in known)
        ]
        if kind == "an engine" and example in project:
            files.append("pyproject.toml")
        if own := [file for file in files if f"/{example}/" in file]:
            # A package of its own counts as one.
            files = [f"{own[0].rpartition('/')[0]}/", *(file for file in files if file not in own)]
        result[kind] = (example, files)
    return result


def _names(path: Path) -> Iterator[str]:
    """Names and strings in the code of a file; comments and docstrings don't count."""
    text = path.read_text("utf-8")
    documents = {
        node.value.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME:
            yield token.string
        elif token.type == tokenize.STRING and token.start[0] not in documents:
            yield token.string.strip("\"'frb")


if __name__ == "__main__":
    print(page())  # noqa: T201
