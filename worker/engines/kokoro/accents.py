"""A language's phonemes: whose of espeak-ng they are, and what the network has learned for them.

The network was trained on letters of its own for diphthongs and affricates, such as A for the vowel
of "day". Where it knows no such letter, the signs of espeak-ng stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voicefarm.languages import Language
from voicefarm.languages.tags import primary

_AFFRICATES = {"tʃ": "ʧ", "dʒ": "ʤ"}
_SIBILANTS = {"ts": "ʦ", "dz": "ʣ", "tɕ": "ʨ", "dʑ": "ʥ"}
_DIPHTHONGS = {"eɪ": "A", "aɪ": "I", "aʊ": "W", "ɔɪ": "Y"}
_ENGLISH = {**_AFFRICATES, **_DIPHTHONGS, "r": "ɹ", "əl": "ᵊl", "n̩": "ᵊn", "l̩": "ᵊl"}
_AMERICAN = {
    **_ENGLISH,
    **{"oʊ": "O", "əʊ": "O", "ɜː": "ɜɹ", "ɚ": "əɹ", "ɾ": "T", "ɐ": "ə", "oː": "ɔ", "ː": ""},
}
_BRITISH = {**_ENGLISH, "əʊ": "Q", "oʊ": "Q", "eə": "ɛː", "iə": "ɪə"}
_ROMANCE = {**_AFFRICATES, **_SIBILANTS, **_DIPHTHONGS, "oʊ": "O", "g": "ɡ", "-": ""}
# Marks of where exactly the tongue is don't matter: the network learned without them.
_JAPANESE = {**_AFFRICATES, **_SIBILANTS, "g": "ɡ", "ä": "a", "\u031e": "", "\u0308": ""}
# espeak-ng writes the second tone as ɜ, the third as 2, and the first and the fourth alike as 5.
_TONES = {"5": "→", "ɜ": "↗", "2": "↓", "1": "", "ˈ": "", "ˌ": ""}
_CHINESE = {
    **{"ts.h": "ꭧʰ", "ts.": "ꭧ", "s.": "ʂ", "ʐ": "ɻ", "i.": "ɨ", "i\u032a": "ɨ"},
    **{"tɕh": "ʨʰ", "tɕ": "ʨ", "tsh": "ʦʰ", "ts": "ʦ", "ph": "pʰ", "th": "tʰ", "kh": "kʰ"},
    **{"χ": "x", "nɡ": "ŋ", "g": "ɡ", "-": "", **_TONES},
}


@dataclass(frozen=True, slots=True)
class Accent:
    """How a text becomes the network's signs."""

    espeak: str
    """The voice of espeak-ng that makes its phonemes."""
    signs: Mapping[str, str] = field(default_factory=dict)
    """Phonemes of espeak-ng, longest first in a match, and the network's signs for them."""


ACCENTS: Mapping[Language, Accent] = {
    "en": Accent("en-us", _AMERICAN),
    "en-GB": Accent("en-gb", _BRITISH),
    "es": Accent("es", _ROMANCE),
    "fr": Accent("fr-fr", _ROMANCE),
    "hi": Accent("hi", {**_AFFRICATES, "g": "ɡ"}),
    "it": Accent("it", _ROMANCE),
    "ja": Accent("ja", _JAPANESE),
    "pt-BR": Accent("pt-br", _ROMANCE),
    "zh": Accent("cmn", _CHINESE),
}
"""Of each language that the network was trained on."""


def accent_of(language: Language, espeak: str = "") -> Accent | None:
    """The accent of a language, or that of a voice's own `espeak`; None for another language."""
    for accent in ACCENTS.values():
        if espeak == accent.espeak:
            return accent
    return ACCENTS.get(language) or ACCENTS.get(primary(language))
