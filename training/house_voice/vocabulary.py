"""The vocabulary: bytes, the phonemes' characters, the prompt's marks, the codes and END."""

from dataclasses import dataclass
from functools import cached_property

TEXT_START, TEXT_END = "<|TEXT_PROMPT_START|>", "<|TEXT_PROMPT_END|>"
SPEECH_START, SPEECH_END = "<|SPEECH_GENERATION_START|>", "<|SPEECH_GENERATION_END|>"
END_OF_TEXT = "<|endoftext|>"
CHARACTERS = (
    "æðøŋœɐɑɒɓɔɕɖɗəɚɛɜɝɟɡɣɤɨɪɫɯɲɳɹɻɾʁʂʃʈʉʊʋʌʐʑʒʔʰʲˈˌː"
    "\u031d\u031e\u0320\u0329\u032a\u0303\u030a\u030d\u031aβθχᵻ"
)
"""What espeak-ng's IPA has outside ASCII, in these languages and in others."""


@dataclass(frozen=True)
class Vocabulary:
    """Tokens in id order. Every character of a phoneme string is one token, accents included."""

    characters: str
    """Those outside ASCII, each a token of its own."""
    codes: int

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The bytes and one merge, which a byte-level BPE needs; then what is looked up whole.

        Some characters are those of bytes as well, and one token is both.
        """
        bytes_ = byte_letters()
        return (*bytes_, MERGED, END_OF_TEXT, *(it for it in self.whole if it not in bytes_))

    @cached_property
    def whole(self) -> tuple[str, ...]:
        """Tokens that the tokenizer finds in a text before it looks at bytes."""
        speech = (f"<|speech_{code}|>" for code in range(self.codes))
        marks = (TEXT_START, TEXT_END, SPEECH_START, SPEECH_END)
        return (*self.characters, *marks, *speech)

    @cached_property
    def ids(self) -> dict[str, int]:
        """Id of each token."""
        return {token: index for index, token in enumerate(self.tokens)}

    @property
    def first_code(self) -> int:
        """The id of code 0; the others follow."""
        return self.ids["<|speech_0|>"]

    def prompt(self, phonemes: str) -> list[int]:
        """The ids of a whole prompt; character `i` of the phonemes stands at place `i + 1`."""
        letters = byte_letters()
        spoken = [
            self.ids[letters[ord(character)]] if ord(character) < 128 else self.ids[character]
            for character in phonemes
            if ord(character) < 128 or character in self.ids
        ]
        return [self.ids[TEXT_START], *spoken, self.ids[TEXT_END], self.ids[SPEECH_START]]


def byte_letters() -> tuple[str, ...]:
    """The 256 printable characters for which bytes stand in a byte-level BPE, in byte order.

    Printable Latin-1 bytes stand for themselves, the others for the code points from 256 on
    (the convention of GPT-2's tokenizer, which GGUF's `gpt2` tokenizer model takes over).
    """
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    beyond = iter(range(256, 512))
    return tuple(chr(byte) if byte in printable else chr(next(beyond)) for byte in range(256))


MERGE = f"{byte_letters()[0]} {byte_letters()[0]}"
"""Two NULs, which no phoneme string has: the tokenizer must have a merge, this voice wants none."""
MERGED = MERGE.replace(" ", "")
