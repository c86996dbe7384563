"""Preformatted text: code, or verse and letters that only keep their lines."""

import re

from producer.documents.containers.xml import Element, local_name
from producer.documents.html.attributes import classes_of

_CODE_CLASS = re.compile(
    r"code|highlight|language-|lang-|source|prettyprint|console|terminal|brush"
)
_CODE_SIGNS = re.compile(r"[{}<>=;$\\|_\[\]]|^\s*(?:\$|>>>)\s", re.MULTILINE)
_MOST_SIGNS = 0.02
"""Share of these signs in prose and verse."""


def is_code(element: Element, text: str) -> bool:
    """Whether preformatted text is code, by its tags, its classes or its signs."""
    if any(local_name(child) in ("code", "samp", "kbd") for child in element.iter()):
        return True
    if any(
        _CODE_CLASS.search(classes_of(one))
        for one in (element, element.getparent())
        if one is not None
    ):
        return True
    return len(_CODE_SIGNS.findall(text)) > _MOST_SIGNS * len(text)
