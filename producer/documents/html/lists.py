"""Numbers of the items of a list, as a reader sees them."""

from collections.abc import Mapping

from producer.documents.containers.xml import Element, local_name
from producer.documents.html.attributes import number_in

_LETTERS = 26


def item_numbers(numbered: Element) -> Mapping[Element, str]:
    """By item, its number; none where the list hides its numbers."""
    if "list-style" in (numbered.get("style") or "") and "none" in numbered.get("style"):
        return {}
    items = [child for child in numbered if local_name(child) == "li"]
    is_reversed = numbered.get("reversed") is not None
    number = number_in(numbered, "start", len(items) if is_reversed else 1)
    numbers: dict[Element, str] = {}
    for item in items:
        number = number_in(item, "value", number)
        numbers[item] = _as_written(number, numbered.get("type") or "1")
        number += -1 if is_reversed else 1
    return numbers


def _as_written(number: int, kind: str) -> str:
    if kind in ("a", "A") and 1 <= number <= _LETTERS:
        return chr(ord(kind) + number - 1)
    return str(number)
