"""What mammoth doesn't look into, such as simple fields and text boxes, laid open before it reads.

ECMA-376, part 1, 17.3.3, 17.16.19 and 17.17; part 3, 10 (alternate content).
"""

from collections.abc import Iterator

from lxml import etree

from producer.documents.containers.xml import Element
from producer.documents.docx.styles import W

_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML = "{urn:schemas-microsoft-com:vml}"
_TEXT_BOX = f"{W}txbxContent"
_WRAPPERS = (f"{W}fldSimple", f"{W}dir", f"{W}bdo")
_RENAMED = {f"{W}cr": f"{W}br", f"{W}ptab": f"{W}tab"}


def open_wrappers(root: Element) -> None:
    """Put what stands in wrappers in their place, and the text boxes of a drawing behind it."""
    _choose(root)
    etree.strip_tags(root, *_WRAPPERS)
    for element in root.iter(*_RENAMED):
        element.tag = _RENAMED[element.tag]
    for drawing in list(root.iter(f"{W}drawing")):
        if boxes := list(_outermost_boxes(drawing)):
            drawing.tag = f"{W}pict"  # mammoth puts its paragraphs behind the one around it
            drawing.extend(boxes)
    for box in root.iter(f"{_VML}textbox"):
        for above in box.iterancestors(f"{_VML}*"):
            above.tag = f"{_VML}shape"


def _choose(root: Element) -> None:
    """Of forms of one thing, keep the first if it has words or stands alone; otherwise the last."""
    for choices in list(root.iter(f"{_CHOICES}AlternateContent")):
        first, *others = list(choices) or [None]
        kept = others[-1] if others and next(first.iter(_TEXT_BOX), None) is None else first
        for form in (first, *others):
            if form is not None and form is not kept:
                choices.remove(form)
    etree.strip_tags(
        root, f"{_CHOICES}AlternateContent", f"{_CHOICES}Choice", f"{_CHOICES}Fallback"
    )


def _outermost_boxes(drawing: Element) -> Iterator[Element]:
    for box in drawing.iter(_TEXT_BOX):
        above = next(box.iterancestors(_TEXT_BOX, f"{W}drawing"), None)
        if above is drawing:
            yield box
