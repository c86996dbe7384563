"""References of Quarto, pandoc and bookdown to figures, tables and the like, such as `@fig-plot`.

They are read as they are shown: "Figure 2" for the second figure of the text, and the title of a
section. What another file defines has no number.
"""

import re
from collections import Counter
from collections.abc import Mapping

from producer.documents.spoken_labels import spoken_label

_KINDS: Mapping[str, str] = {
    "fig": "figure",
    "tbl": "table",
    "tab": "table",
    "eq": "equation",
    "sec": "section",
    "lst": "listing",
    "thm": "theorem",
    "lem": "lemma",
    "cor": "corollary",
    "prp": "proposition",
    "cnj": "conjecture",
    "def": "definition",
    "exm": "example",
    "exr": "exercise",
    "alg": "algorithm",
}
"""By the first letters of a label."""
CROSS_REFERENCE = rf"@(?:{'|'.join(_KINDS)})[-:]\w+(?:[-:.]\w+)*"
"""Their written form, with nothing to capture in it."""
_DEFINED = re.compile(
    rf"\{{#((?:{'|'.join(_KINDS)})[-:][\w:.-]{{1,80}})|^#\| *label: *([\w:.-]{{1,80}})",
    re.MULTILINE,
)
_SECTION = re.compile(r"^#{1,6} +([^{}\n]{1,200}?) *\{#(sec[-:][\w:.-]{1,80})", re.MULTILINE)


def defined_references(text: str) -> dict[str, str]:
    """By its label, the number of each figure and the like among its kind, or a section's title."""
    counts: Counter[str] = Counter()
    defined: dict[str, str] = {}
    for found in _DEFINED.finditer(text):
        label = found[1] or found[2]
        if label not in defined and (kind := _kind(label)):
            counts[kind] += 1
            defined[label] = str(counts[kind])
    return defined | {found[2]: found[1] for found in _SECTION.finditer(text)}


def words_of_reference(written: str, defined: Mapping[str, str], language: str) -> str:
    """What is said for `@fig-plot`.

    Before bookdown's `\\@ref(fig:plot)` the kind stands in the text: its number alone is said.
    """
    label = written.rpartition("@")[2].removeprefix("ref(").removesuffix(")")
    name = defined.get(label, "")
    if "(" in written:
        return name
    kind = _kind(label)
    return f"{spoken_label(kind, language) or kind.capitalize()} {name}".strip()


def _kind(label: str) -> str:
    return _KINDS.get(re.split("[-:]", label, maxsplit=1)[0], "")
