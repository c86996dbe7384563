"""Dictionaries: how words are spoken.

A dictionary is a TOML file with `[words]` and `[patterns]`, and the same under `[vi]`, `[en]` or
`[pt-BR]` for one language. What stands behind a word is read in its place, or, as
`{ phonemes = "…" }`, is how it sounds. It sees the written text, changes what is spoken of it and
not what is shown. What it writes is normalized like all the rest.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from producer.directions.patterns import Rule, check_patterns, refused, replace_patterns
from producer.text.cleaning import clean_text
from voicefarm.errors import BadInput
from voicefarm.languages import Language
from voicefarm.languages.tags import canonical_tag
from voicefarm.models import Model
from voicefarm.spoken.phonemes import MARKED, UnknownSound, marked, sounds_of
from voicefarm.spoken.text import SpokenText
from voicefarm.wording.paths import shown
from voicefarm.wording.validation import first_fault

MARKS = re.compile("[\ufff9-\ufffb]")
_LIKE_A_TAG = re.compile(r"[A-Za-z]{2,3}([-_].*)?")
_SHOWN = 30
"""Characters of a passage that a message repeats."""


class Sounds(BaseModel):
    """How something sounds, whatever its letters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phonemes: str = Field(min_length=1, max_length=200)
    """IPA, in the sounds that the model lists."""


class WordRules(BaseModel):
    """Words and patterns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, str | Sounds] = Field(default_factory=dict)
    """Whole words, in this very spelling."""
    patterns: dict[str, str | Sounds] = Field(default_factory=dict)
    """Regular expressions, as `re.sub` takes them."""

    @field_validator("words", "patterns")
    @classmethod
    def _stand_for_something(cls, rules: dict[str, str | Sounds]) -> dict[str, str | Sounds]:
        if "" in rules:
            raise ValueError("name what is replaced; what is empty stands everywhere")
        return rules


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A dictionary file."""

    rules: WordRules
    """For all languages."""
    own: Mapping[str, WordRules]
    """Each language's own, by its tag."""

    def of(self, language: Language) -> Iterator[WordRules]:
        """The rules for a language: its region's first, those for all languages last."""
        parts = language.split("-")
        for count in range(len(parts), 0, -1):
            if rules := self.own.get("-".join(parts[:count])):
                yield rules
        yield self.rules


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """A dictionary's rules for one language."""

    language: Language
    rules: tuple[Rule, ...] = ()
    source: str = ""
    longest_sounded: int = 0
    """Characters that phonemes may stand for: a chunk must hold them whole."""

    def applied(self, texts: Sequence[str]) -> list[SpokenText]:
        """The texts with what is spoken replaced.

        Raises BadInput if a pattern doesn't end, or if phonemes stand for too long a passage.
        """
        spoken = replace_patterns(texts, self.rules, self.source)
        for text in spoken:
            for passage in MARKED.finditer(text.spoken):
                if len(passage[1]) > self.longest_sounded:
                    raise refused(
                        f"{self.source}: phonemes stand for '{passage[1][:_SHOWN]}…', which is "
                        f"longer than {self.longest_sounded} characters; give them word by word."
                    )
        return spoken


def read_dictionary(data: bytes, name: str, language: Language, model: Model) -> ReadingRules:
    """The rules of a dictionary file that messages call `name`. Raises BadInput."""
    source = shown(name)
    dictionary = _parse(data, source)
    # A language's own rules come first: what they replaced, the others don't see any more.
    replacements = [
        (pattern, _replacement(spoken, source, model, language))
        for rules in dictionary.of(language)
        for pattern, spoken in _rules(rules)
    ]
    check_patterns(replacements, source)
    return ReadingRules(language, tuple(replacements), source, model.budget // 2)


def with_pronunciations(
    rules: ReadingRules, pronunciations: Mapping[str, str], model: Model
) -> tuple[ReadingRules, list[str]]:
    """The rules and behind them a document's own pronunciations, and words that keep theirs.

    The model has no sounds for these; the request's dictionary goes before the document.
    """
    own: list[Rule] = []
    unusable: list[str] = []
    for word, phonemes in pronunciations.items():
        try:
            said = _replacement(Sounds(phonemes=phonemes), word, model, rules.language)
        except (BadInput, ValidationError):
            unusable.append(word)
        else:
            own += [(pattern, said) for pattern, _ in _rules(WordRules(words={word: ""}))]
    return replace(rules, rules=(*rules.rules, *own)), unusable


def _replacement(spoken: str | Sounds, source: str, model: Model, language: Language) -> str:
    if isinstance(spoken, str):
        if MARKS.search(spoken):
            raise refused(f"{source}: '{spoken}' holds an invisible mark; write it anew.")
        return spoken
    phonemes = clean_text(" ".join(spoken.phonemes.split()))
    known = model.sounds(language)
    if not known:
        raise refused(
            f"{source}: model '{model.name}' takes no phonemes for language '{language}'; "
            f"write '{phonemes}' in letters."
        )
    try:
        sounds_of(phonemes, known)
    except UnknownSound as error:
        raise refused(
            f"{source}: in '{phonemes}', model '{model.name}' has no sound for '{error}' in "
            f"language '{language}'; it knows {' '.join(known)}."
        ) from error
    return marked(r"\g<0>", phonemes)


def _parse(data: bytes, source: str) -> Dictionary:
    try:
        tables = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refused(
            f"{source} is not valid TOML: {error}; correct it. Words with accents stand in quotes."
        ) from error
    tags = {key: tag for key in tables if (tag := _tag(key, source))}
    shared = {key: table for key, table in tables.items() if key not in tags}
    own = {tag: _validated(tables[key], source, key) for key, tag in tags.items()}
    return Dictionary(_validated(shared, source), own)


def _tag(key: str, source: str) -> str:
    """The language that a table is for; empty for one that is for all. Raises BadInput."""
    try:
        return canonical_tag(key)
    except ValueError as error:
        if _LIKE_A_TAG.fullmatch(key):
            raise refused(f"{source}: {error}.") from error
        return ""


def _validated(table: Any, source: str, *owner: str) -> WordRules:
    try:
        return WordRules.model_validate(table)
    except ValidationError as error:
        fault = first_fault(error, WordRules).inside(*owner)
        raise refused(f"{source}: {fault}.") from error


def _rules(rules: WordRules) -> Iterator[tuple[str, str | Sounds]]:
    # The longest word first, so that one inside another doesn't spoil it.
    for word in sorted(rules.words, key=len, reverse=True):
        spoken = rules.words[word]
        letters = spoken.replace("\\", r"\\") if isinstance(spoken, str) else spoken
        yield rf"(?<!\w){re.escape(word)}(?!\w)", letters
    yield from rules.patterns.items()
