"""IPA for espeak-ng, which reads phonemes as mnemonics of its own between double brackets.

The tables hold what espeak-ng 1.52 itself prints as IPA for each mnemonic. Tests compare them with
the library, and with the sounds that its model file lists.
"""

from dataclasses import dataclass, field

from voicefarm.languages import Language
from voicefarm.languages.tags import primary
from voicefarm.spoken.phonemes import STRESS, pieces, sounds_of

_SAME = {sound: sound for sound in "bdfhjklmnpstvwzx"}
_ENGLISH = {
    **_SAME,
    **{"ɡ": "g", "g": "g", "ɹ": "r", "r": "r", "θ": "T", "ð": "D", "ʃ": "S", "ʒ": "Z"},
    **{"tʃ": "tS", "dʒ": "dZ", "ŋ": "N", "ɾ": "*", "ʔ": "?", "n̩": "n-", "l̩": "l-"},
    **{"ə": "@", "ɚ": "3", "ɐ": "a#", "ᵻ": "I#", "i": "i", "əl": "@L"},
    **{
        "æ": "a",
        "a": "a",
        "ɑː": "A:",
        "ɑ": "A:",
        "ɒ": "0",
        "ɔ": "O",
        "ɔː": "O:",
        "ɛ": "E",
        "e": "E",
    },
    **{"ɪ": "I", "iː": "i:", "ʊ": "U", "uː": "u:", "ʌ": "V", "ɜː": "3:"},
    **{"aɪ": "aI", "aʊ": "aU", "eɪ": "eI", "oʊ": "oU", "əʊ": "oU", "ɔɪ": "OI", "aɪə": "aI@"},
    **{"ɑːɹ": "A@", "ɔːɹ": "O@", "ɛɹ": "e@", "eə": "e@", "ɪɹ": "i@3", "iə": "i@", "ʊɹ": "U@"},
}
_VIETNAMESE = {
    **_SAME,
    **{"ɡ": "g", "g": "g", "r": "r", "t̪": "t[", "ɗ": "d_", "tʃ": "tS", "c": "c", "kh": "kh"},
    **{"ŋ": "N", "ɲ": "n^", "ɣ": "Q", "ʝ": "J^", "ʂ": "s.", "ʐ": "z.", "ʃ": "S", "ʔ": "?"},
    **{"a": "a", "aː": "a:", "ə": "@", "əː": "@:", "e": "e", "ɛ": "E", "i": "i", "y": "y"},
    **{"o": "o", "ɔ": "O", "u": "u", "iə": "i@", "iɛ": "iE", "yə": "y@", "uə": "u@", "oə": "o@"},
    **{
        "e-": "e-",
        "u-": "u-",
        "ɔ-": "O-",
        "ə-": "@-",
        "cr": "cr",
        "ð": "D",
        "ɔi": "Oi",
        "oæ": "o&",
    },
    **{"aɪ": "aI", "aːɪ": "a:I", "əɪ": "@I", "əːɪ": "@:I", "eɪ": "eI", "ɛɪ": "EI", "ɔɪ": "OI"},
    **{"oɪ": "oI", "uɪ": "uI", "yɪ": "yI", "aʊ": "aU", "aːʊ": "a:U", "eʊ": "eU", "ɛʊ": "EU"},
    **{"iʊ": "iU", "əʊ": "@U", "əːʊ": "@:U"},
    # Tones. espeak-ng prints the third as ɜ.
    **{tone: tone for tone in "1234567"},
    "ɜ": "3",
}
SOUNDS: dict[Language, dict[str, str]] = {"en": _ENGLISH, "vi": _VIETNAMESE}
"""IPA → mnemonic."""
_MARKS = dict(zip(STRESS, "',", strict=True)) | {" ": " "}


@dataclass(slots=True)
class Spoken:
    """A text as espeak-ng takes it."""

    text: str = ""
    has_phonemes: bool = False
    _places: list[tuple[int, int, bool]] = field(default_factory=list)
    """Of each piece: where it begins in `text` and in the spelled text; whether it is marked."""

    def spelled_at(self, place: int) -> int:
        """Where in the spelled text the character at `place` stands."""
        begin, spelled, is_marked = next(
            piece for piece in reversed(self._places) if piece[0] <= place or piece[0] == 0
        )
        return spelled if is_marked else spelled + place - begin

    def add(self, piece: str, spelled: int, *, is_marked: bool) -> None:
        """Append a piece that begins at `spelled` in the spelled text."""
        self._places.append((len(self.text), spelled, is_marked))
        self.text += piece
        self.has_phonemes |= is_marked


def spoken(text: str, language: Language) -> Spoken:
    """`text` with its marked words as mnemonics. Raises UnknownSound."""
    parts, made, spelled = list(pieces(text)), Spoken(), 0
    has_phonemes = any(piece.phonemes for piece in parts)
    for piece in parts:
        if piece.phonemes:
            made.add(f"[[{_mnemonics(piece.phonemes, language)}]]", spelled, is_marked=True)
        else:
            # Two square brackets of the text's own would begin phonemes.
            letters = piece.text.replace("[", "(") if has_phonemes else piece.text
            made.add(letters, spelled, is_marked=False)
        spelled += len(piece.text)
    return made


def _mnemonics(phonemes: str, language: Language) -> str:
    """Mnemonics, with a bar where two would otherwise be read as another one."""
    known = SOUNDS.get(primary(language), {})
    return "".join(
        _MARKS.get(sound) or f"{known[sound]}|" for sound in sounds_of(phonemes, list(known))
    )
