"""Front matter: what a file says about itself above its text.

YAML between `---`, TOML between `+++`, and the title block of pandoc, whose lines begin with `%`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from producer.text.cleaning import clean_text, fold_spaces

_FENCED = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?\n)??(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# A line of front matter: a key, a list item, a nested line or a comment. Prose between two rules
# looks different.
_LINE = re.compile(r"[\w.\"'-]+\s*[:=]|\s*-\s|\s+\S|#|\[|\s*\Z")
_SIMPLE_FIELD = re.compile(r"^([\w-]+)[ \t]*[:=][ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_TITLE_BLOCK = re.compile(r"(?:%(?:[ \t][^\n]*)?(?:\n[ \t]+[^\n]*)*(?:\n|\Z)){1,3}")
_TITLE_BLOCK_LINE = re.compile(r"^%", re.MULTILINE)
_ADDRESS = re.compile(r"\s*<[^<>]*>")
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?!\d)")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
# In characters and in brackets. The parser of YAML takes a second for more, and no file says so
# much of itself.
_PARSED_AT_MOST = 20_000
_MOST_BRACKETS = 1000


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields that are used; empty where the file doesn't have them."""

    title: str = ""
    """As it is written, with Markdown in it."""
    author: str = ""
    """The names, with commas between."""
    date: str = ""
    """As tags take it: a year, a month or a day, YYYY-MM-DD."""
    language: str = ""
    """As it is written."""


def split_front_matter(text: str) -> tuple[FrontMatter, int]:
    """What `text` says about itself, and where the rest of it begins."""
    if block := _TITLE_BLOCK.match(text):
        return _title_block(block[0]), block.end()
    block = _FENCED.match(text)
    inside = (block and block[2]) or ""
    if block is None or not all(_LINE.match(line) for line in inside.split("\n")):
        return FrontMatter(), 0
    fields = _fields(inside, is_toml=block[1] == "+++")
    return (
        FrontMatter(
            title=_text(fields.get("title")),
            author=_names(fields.get("author") or fields.get("authors")),
            date=_date(_text(fields.get("date") or fields.get("year"))),
            language=_text(fields.get("lang") or fields.get("language")),
        ),
        block.end(),
    )


def _title_block(block: str) -> FrontMatter:
    title, author, date, *_ = [*map(_text, _TITLE_BLOCK_LINE.split(block)[1:]), "", ""]
    return FrontMatter(title, author.replace(";", ","), _date(date))


def _fields(text: str, *, is_toml: bool) -> Mapping[str, Any]:
    """The fields by their names in lower case. What can't be parsed is read line by line."""
    try:
        parsed = _parsed(text, is_toml=is_toml)
    except (ValueError, RecursionError, yaml.YAMLError):
        parsed = None
    if not isinstance(parsed, dict):
        parsed = dict(_SIMPLE_FIELD.findall(text))
    return {str(name).lower(): value for name, value in parsed.items()}


def _parsed(text: str, *, is_toml: bool) -> Any:
    if len(text) > _PARSED_AT_MOST or sum(map(text.count, "[{")) > _MOST_BRACKETS:
        raise ValueError("the front matter is too long to be parsed")
    if is_toml:
        return tomllib.loads(text)
    # The base loader leaves every value a string: `no` is Norwegian, and a date is as written.
    return yaml.load(text, Loader=yaml.BaseLoader)  # it makes strings, lists and dicts only


def _text(value: Any) -> str:
    return "" if isinstance(value, dict | list) or value is None else _folded(str(value))


def _folded(text: str) -> str:
    return fold_spaces(clean_text(text))


def _names(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_names, value)))
    if isinstance(value, dict):
        return _text(value.get("name"))
    return _ADDRESS.sub("", _text(value))


def _date(written: str) -> str:
    """The day that `written` begins with, or a year in it, or nothing."""
    date = _DAY.match(written) or _YEAR.search(written)
    return date[0] if date else ""
