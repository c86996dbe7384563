"""Fields whose result nobody wants to hear: the table of contents and the index.

A field begins and ends in runs, and may reach over many paragraphs. ECMA-376, part 1, 17.16.
"""

from collections.abc import Iterator, Mapping

from producer.documents.containers.xml import Element
from producer.documents.docx.styles import W, value_of

_WHAT = {"TOC": "table of contents", "INDEX": "index"}
_GALLERY = "Table of Contents"


def paragraphs_in_fields(root: Element) -> Mapping[Element, str]:
    """The paragraphs of such fields, and what each is."""
    found = dict(_in_fields(root))
    for field in root.iter(f"{W}fldSimple"):
        if what := _what([field.get(f"{W}instr") or ""]):
            found[_paragraph_of(field)] = what
    for part in root.iter(f"{W}sdt"):
        if value_of(part.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")) == _GALLERY:
            found.update(dict.fromkeys(part.iter(f"{W}p"), _WHAT["TOC"]))
    return found


def _in_fields(root: Element) -> Iterator[tuple[Element, str]]:
    """By the marks in the runs: fields lie in fields, such as a page's number in the contents."""
    instructions: list[str] = []
    for element in root.iter(f"{W}p", f"{W}fldChar", f"{W}instrText"):
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            instructions.append("")
        elif kind == "end" and instructions:
            instructions.pop()
        elif element.tag == f"{W}instrText" and instructions:
            instructions[-1] += element.text or ""
        if what := _what(instructions):
            yield _paragraph_of(element), what


def _what(instructions: list[str]) -> str:
    words = (one.split(maxsplit=1) for one in instructions)
    return next((_WHAT[word[0].upper()] for word in words if word and word[0].upper() in _WHAT), "")


def _paragraph_of(element: Element) -> Element:
    if element.tag == f"{W}p":
        return element
    return next(element.iterancestors(f"{W}p"), element)
