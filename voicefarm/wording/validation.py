"""What pydantic refuses, as one sentence for people: which key, and what to give instead.

All files, requests and settings are validated through here. So one mistake has one wording,
wherever it is made.
"""

import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from voicefarm.errors import BadInput, listed, nearest

M = TypeVar("M", bound=BaseModel)
Places = tuple[int | str, ...]

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
"""What users may call a job or a tenant: it is safe in keys, paths and addresses."""
LONGEST_SHOWN = 40
"""Characters of a wrong value that a sentence repeats."""
_OF_DICTIONARY_KEY = "[key]"
_ONE_OF = re.compile("'(.*)' is not one of (.*)")
"""How Typer refuses a choice."""
_QUOTED = re.compile("'([^']*)'")
_KINDS: Mapping[str, str] = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "finite_number": "a number",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "dict": "a table of keys",
    "model": "a table of keys",
    "mapping": "a table of keys",
    "bytes": "bytes",
    "path": "a path",
}
"""What to give, by the first part of pydantic's `string_type`, `int_parsing`, …"""
_LIMITS: Mapping[str, tuple[str, str]] = {
    "greater_than_equal": ("ge", "give {} or more"),
    "less_than_equal": ("le", "give {} or less"),
    "greater_than": ("gt", "give more than {}"),
    "less_than": ("lt", "give less than {}"),
}
_LENGTHS: Mapping[str, tuple[str, str, str, str]] = {
    "too_short": ("min_length", "at least", "entry", "entries"),
    "too_long": ("max_length", "at most", "entry", "entries"),
    "string_too_short": ("min_length", "at least", "character", "characters"),
    "string_too_long": ("max_length", "at most", "character", "characters"),
}


_FORMS: Mapping[str, str] = {
    NAME: "1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit",
}
"""Patterns in words."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that doesn't fit, and where."""

    path: Places
    """Keys and places in lists, from 0, down to what doesn't fit; empty for the whole."""
    sentence: str
    """What to give instead, without a full stop: `give 16 or 24, not 20`."""
    is_unknown: bool = False
    """Whether the fault is a key that is not known."""

    @property
    def key(self) -> str:
        """The path with dots."""
        return ".".join(map(str, self.path))

    def inside(self, *owner: int | str) -> "Fault":
        """The same fault, seen from a table in which the validated one lies under `owner`."""
        return replace(self, path=(*owner, *self.path))

    def __str__(self) -> str:
        return f"'{self.key}': {self.sentence}" if self.path else self.sentence


def validated(kind: type[M], fields: Mapping[str, Any], *, inside: Sequence[int | str] = ()) -> M:
    """`fields` as a `kind`. Raises BadInput that names the field, seen from what is around it."""
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        fault = first_fault(error, kind).inside(*inside)
        raise BadInput(f"{fault.sentence}.", field=fault.path) from error


def checked_name(name: str, field: str) -> str:
    """`name`, if users may call something so. Raises BadInput."""
    if not re.fullmatch(NAME, name):
        raise BadInput(f"give {_FORMS[NAME]}, not '{name[:LONGEST_SHOWN]}'.", field=field)
    return name


def first_fault(error: ValidationError, kind: type[BaseModel]) -> Fault:
    """The first thing that doesn't fit into a `kind`.

    An unknown key goes before one that is missing in the same table: it was misspelt.
    """
    faults = [_fault(details, kind) for details in error.errors(include_url=False)]
    first = faults[0]
    tables = (first.path, first.path[:-1])
    misspelt = (fault for fault in faults if fault.is_unknown and fault.path[:-1] in tables)
    return next(misspelt, first)


def _fault(details: ErrorDetails, kind: type[BaseModel]) -> Fault:
    if details["type"] == "extra_forbidden":
        *owner, key = details["loc"]
        path, table = _walk(owner, kind)
        return Fault((*path, key), _unknown(str(key), table), is_unknown=True)
    path, _ = _walk(details["loc"], kind)
    return Fault(path, sentence_of(details))


def _unknown(key: str, table: Any) -> str:
    known = sorted(table.model_fields) if _is_model(table) else []
    near = nearest(key, known)
    hint = f"perhaps '{near}' is meant" if near else f"known are {listed(known)}"
    return f"this key is not known; {hint}"


def what_fits(error: ValidationError) -> str:
    """What to give in place of a value that stands alone, without a full stop."""
    return sentence_of(error.errors(include_url=False)[0])


def _meant_among(quoted: str, given: object) -> str:
    """Which of the names that a text has in quotes was probably meant; empty for none."""
    near = nearest(str(given)[:LONGEST_SHOWN], _QUOTED.findall(quoted))
    return f"; perhaps '{near}' is meant" if near else ""


def sentence_of(details: ErrorDetails) -> str:
    """What to give instead of what pydantic refuses, without a full stop."""
    kind, context = details["type"], details.get("ctx", {})
    given = f", not {_shown(details['input'])}"
    if kind == "missing":
        return "give a value; it is missing"
    if kind == "value_error":
        sentence = str(context["error"]).removesuffix(".")
        one_of = _ONE_OF.fullmatch(sentence)
        return sentence + _meant_among(one_of[2], one_of[1]) if one_of else sentence
    if kind in _LIMITS and str(details["input"]).strip().lower().lstrip("+-") == "nan":
        return f"give {_KINDS['float']}{given}"  # it is beyond every limit
    if kind in _LIMITS:
        bound, words = _LIMITS[kind]
        return words.format(_number(context[bound])) + given
    if kind in _LENGTHS:
        bound, limit, one, several = _LENGTHS[kind]
        return f"give {limit} {context[bound]} {one if context[bound] == 1 else several}"
    if kind in ("enum", "literal_error"):
        return (
            f"give {context['expected']}".replace("'", "")
            + given
            + _meant_among(context["expected"], details["input"])
        )
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        return f"give {_FORMS.get(pattern, f'text of the form {pattern}')}{given}"
    wanted = next((words for name, words in _KINDS.items() if kind.startswith(name)), "")
    return (
        f"give {wanted}{given}" if wanted else f"{details['msg'][:1].lower()}{details['msg'][1:]}"
    )


def _shown(value: object) -> str:
    """A wrong value in a sentence; what has parts is named by its kind."""
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case int() | float():
            return _number(value)
        case str():
            shown = value[:LONGEST_SHOWN] + ("…" if len(value) > LONGEST_SHOWN else "")
            return f"'{shown}'"
        case Mapping():
            return "a table of keys"
        case bytes():
            return "bytes"
        case Sequence():
            return "a list"
        case _:
            return f"a {type(value).__name__}"


def _number(value: float) -> str:
    return str(int(value)) if value == value // 1 else f"{value:g}"


# -- where pydantic's places lead -----------------------------------------------------------------


def _walk(places: Sequence[int | str], kind: Any) -> tuple[Places, Any]:
    """The keys among `places`, and the type to which they lead.

    Pydantic puts the tried type of a union, and `[key]` for a dictionary's key, between the keys.
    """
    path: list[int | str] = []
    for place in places:
        kind = _without_none(kind)
        if place == _OF_DICTIONARY_KEY:
            continue
        if _is_union(kind):
            kind = next((one for one in get_args(kind) if _name(one) == place), Any)
            continue
        path.append(place)
        kind = _inside(kind, place)
    return tuple(path), _without_none(kind)


def _inside(kind: Any, place: int | str) -> Any:
    """The type of what lies under a key, or at a place in a list."""
    if _is_model(kind):
        field = kind.model_fields.get(str(place))
        return field.annotation if field else Any
    types_inside = get_args(kind)
    return types_inside[-1 if isinstance(place, str) else 0] if types_inside else Any


def _without_none(kind: Any) -> Any:
    if get_origin(kind) is Annotated:
        return _without_none(get_args(kind)[0])
    if _is_union(kind):
        others = [one for one in get_args(kind) if one is not types.NoneType]
        return _without_none(others[0]) if len(others) == 1 else kind
    return kind


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _name(kind: Any) -> str:
    return getattr(kind, "__name__", "")
