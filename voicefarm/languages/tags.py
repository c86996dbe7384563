"""Language tags: one spelling for each (BCP 47), their names, and which of a list fits best.

The registry of languages is IANA's, as the library `langcodes` carries it.
"""

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import AfterValidator

from voicefarm.errors import nearest

_SHAPE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_COUNTRY = re.compile(r"[a-z]{2}")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_KINDS = {"nb": "no", "nn": "no"}
"""What the library doesn't say of macrolanguages."""
_OWN_NAMES = {
    **{"deutsch": "de", "français": "fr", "español": "es", "italiano": "it", "português": "pt"},
    **{"nederlands": "nl", "polski": "pl", "svenska": "sv", "türkçe": "tr", "русский": "ru"},
    **{
        "tiếng việt": "vi",
        "中文": "zh",
        "日本語": "ja",
        "한국어": "ko",
        "ไทย": "th",
        "हिन्दी": "hi",
    },
    **{"العربية": "ar", "ελληνικά": "el", "українська": "uk", "bahasa indonesia": "id"},
}
"""What speakers call their language, where it is often spoken."""
_USUAL_NAMES = {"el": "Greek", "km": "Khmer", "ne": "Nepali", "or": "Odia", "sw": "Swahili"}
"""Where the registry's first name is another one, or a longer one."""


@functools.lru_cache(maxsize=1024)
def canonical_tag(text: str) -> str:
    """The one spelling of a tag: `EN` is `en`, `vi_VN` is `vi-VN`, `deu` is `de`, `iw` is `he`.

    Raises ValueError for what has not the shape of a tag, and for letters that name no language,
    such as `vn`. Its sentence names the tag that is meant.
    """
    from langcodes import (
        standardize_tag,
        tag_is_valid,
        tag_parser,  # where it is needed: it reads tables
    )

    try:
        tag = standardize_tag(text.strip())
    except tag_parser.LanguageTagError:
        tag = ""
    if not (_SHAPE.fullmatch(tag) and tag_is_valid(primary(tag))):
        meant = _language_of_country(primary(tag)) or tag_called(text)
        hint = f"perhaps '{meant}' is meant" if meant else "give one such as en or pt-BR"
        raise ValueError(f"'{text}' is not a language tag; {hint}")
    return tag


def primary(tag: str) -> str:
    """The language alone, without script and region."""
    return tag.partition("-")[0]


def fitting_tag(wanted: str, known: Iterable[str]) -> str:
    """The one of the `known` tags in which a text in the `wanted` language is read; empty if none.

    All tags are canonical. It is the first of these that is known:

    - the tag itself
    - the tag without its last parts
    - the language with a region
    - a language that counts as the same (`nb` as `no`)
    """
    tags = list(dict.fromkeys(known))
    parts = wanted.split("-")
    for shorter in ("-".join(parts[:count]) for count in range(len(parts), 0, -1)):
        if shorter in tags:
            return shorter
    language = primary(wanted)
    regional = (tag for tag in tags if primary(tag) == language)
    related = (tag for tag in tags if _counts_as(primary(tag)) == _counts_as(language))
    return next(regional, "") or next(related, "")


def language_name(tag: str) -> str:
    """The English name of a language, with its script or region: `Portuguese (Brazil)`."""
    from langcodes import Language as Parsed

    parsed = Parsed.get(tag)
    name = _names("language").get(parsed.language or "", "")
    territory = _names("region").get(parsed.territory or "", "")
    script = _names("script").get(parsed.script or "", "")
    around = ", ".join(filter(None, (script, territory)))
    return (f"{name} ({around})" if around else name) or tag


def named(tag: str) -> str:
    """A tag with its name, for sentences: `German (de)`."""
    name = language_name(tag)
    return tag if name == tag else f"{name} ({tag})"


def tag_called(name: str) -> str:
    """The tag of the language with an English name, or one much like it; empty if there is none."""
    names = _names("language")
    tags = {spelled.lower(): tag for tag, spelled in reversed(list(names.items()))}
    wanted = name.strip().lower()
    # Names of rarely written languages are near to anything: those have tags of three letters.
    usual = [spelled for spelled, tag in tags.items() if len(tag) == 2]
    return _OWN_NAMES.get(wanted) or tags.get(wanted) or tags.get(nearest(wanted, usual), "")


def _language_of_country(code: str) -> str:
    """The language that is mostly spoken in a country; empty if there is no such country."""
    from langcodes import Language as Parsed

    is_country = _COUNTRY.fullmatch(code) and code.upper() in _names("region")
    return Parsed.get(f"und-{code}").maximize().language or "" if is_country else ""


def iso639_3(tag: str) -> str:
    """The language in three letters, as tags in audio files name it; `und` if it has none."""
    from langcodes import Language as Parsed

    try:
        return Parsed.get(primary(tag)).to_alpha3()
    except LookupError:
        return "und"


def script_code(tag: str) -> str:
    """The code of the script that a language is usually written in, such as Cyrl or Jpan."""
    from langcodes import Language as Parsed

    return Parsed.get(tag).maximize().script or "Latn"


def _well_formed(tag: str) -> str:
    if not _SHAPE.fullmatch(tag):
        raise ValueError(f"'{tag}' is not a language tag; give one such as en or pt-BR")
    return tag


Language = Annotated[str, AfterValidator(_well_formed)]
"""A language's canonical tag. It is taken as it is: what a later registry calls the language
changes no message."""
GivenLanguage = Annotated[str, AfterValidator(canonical_tag)]
"""A language as people write its tag; read, it is canonical."""


@functools.lru_cache(maxsize=256)
def _counts_as(language: str) -> str:
    """The language that another one is a kind of: `zh` of `cmn`, `no` of `nb`."""
    from langcodes import standardize_tag

    return _KINDS.get(language) or primary(standardize_tag(language, macro=True))


def _names(kind: str) -> Mapping[str, str]:
    """The English names of the registry's languages, scripts or regions, by their code."""
    return _registry()[kind]


@functools.cache
def _registry() -> Mapping[str, Mapping[str, str]]:
    from langcodes.registry_parser import parse_registry

    names: dict[str, dict[str, str]] = {"language": {}, "script": {}, "region": {}}
    for entry in parse_registry():  # type: ignore[no-untyped-call]
        if entry.get("Type") in names and "Subtag" in entry:
            spelled = _IN_BRACKETS.sub("", entry["Description"][0])
            names[entry["Type"]][entry["Subtag"]] = spelled
    names["language"] |= _USUAL_NAMES
    return names
