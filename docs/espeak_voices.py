"""Writes the voices that espeak-ng lists, as data: `python docs/espeak_voices.py`.

Those that the model file `espeak.toml` describes itself are left out. So are languages that no
registry knows, and those whose dictionary the package lacks, which are silent. A test compares the
file with the library.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from langcodes import Language, tag_is_valid

from voicefarm.languages.tags import canonical_tag, primary
from worker.language.espeak_library import EspeakLibrary, ListedVoice

CONFIG = Path(__file__).parents[1] / "config"
MODEL, VOICES = CONFIG / "models" / "espeak.toml", CONFIG / "voices" / "espeak.toml"
OWN_TAGS: Mapping[str, str] = {"cmn": "zh", "cmn-latn-pinyin": "zh-Latn", "piqd": "tlh"}
"""Where espeak-ng's code is not the usual tag."""
DIALECTS = frozenset({"ca-ba", "ca-nw", "ca-va", "chr-US-Qaaa", "en-us-nyc", "ru-cl"})
"""Codes whose parts behind the language name no region that people would ask for."""


def voices_file() -> str:
    """The whole file."""
    own = {voice["settings"]["name"] for voice in _own_voices()}
    library = EspeakLibrary.open()
    known = {
        voice.codes[0]: (voice, tags)
        for voice in reversed(library.listed)
        if voice.codes[0] not in own
        and (tags := list(tags_of(voice.codes[0])))
        and library.synthesize("Yes.", voice.codes[0], 175).any()
    }
    voices = sorted(known.values(), key=lambda it: it[0].codes[0])
    lines = [
        "# The voices of espeak-ng, as the library lists them: `make docs` writes this file.",
        "",
        "[default_voices]",
        *(f'{tag} = "{name}"' for tag, name in sorted(_defaults(voices).items())),
    ]
    for voice, tags in voices:
        spoken = ", ".join(f'"{tag}"' for tag in tags)
        lines += ["", f"[voices.{voice.codes[0]}]", f"languages = [{spoken}]"]
        lines += [f'description = "{voice.name}"', f'settings = {{ name = "{voice.codes[0]}" }}']
    return "\n".join([*lines, ""])


def tags_of(code: str) -> Iterator[str]:
    """The languages of a voice: without its region, unless it reads a script of its own; with."""
    code = OWN_TAGS.get(code, code).partition("-x-")[0]
    parts = (primary(code) if code in DIALECTS else code).split("-")
    while parts and not tag_is_valid("-".join(parts)):
        parts.pop()
    if not parts:
        return
    tag = canonical_tag("-".join(parts))
    if Language.get(tag).script is None and tag != primary(tag):
        yield primary(tag)
    yield tag


def _own_voices() -> Iterable[dict[str, dict[str, str]]]:
    voices = tomllib.loads(MODEL.read_text("utf-8"))["voices"]
    return list(voices.values())


def _defaults(voices: Iterable[tuple[ListedVoice, list[str]]]) -> dict[str, str]:
    """For each language the voice that is nearest to it: the one with the shortest code."""
    chosen: dict[str, str] = {}
    own = tomllib.loads(MODEL.read_text("utf-8"))["default_voices"]
    for voice, tags in sorted(voices, key=_distance):
        for tag in tags:
            if tag not in own:
                chosen.setdefault(tag, voice.codes[0])
    return chosen


def _distance(voice: tuple[ListedVoice, list[str]]) -> tuple[int, str]:
    """A voice of a language's own region, such as fr-fr, goes before one of another."""
    code = voice[0].codes[0]
    language, _, region = code.partition("-")
    return (0 if region in ("", language) else len(code)), code


if __name__ == "__main__":
    VOICES.parent.mkdir(exist_ok=True)
    VOICES.write_text(voices_file(), "utf-8")
