"""The vocabulary of a forged speech language model: bytes, prompt marks, the speech block, END."""

from dataclasses import dataclass

import gguf

END = "<|SPEECH_GENERATION_END|>"
MARKS = (
    "<|TEXT_REPLACE|>",
    "<|TEXT_PROMPT_START|>",
    "<|TEXT_PROMPT_END|>",
    "<|SPEECH_REPLACE|>",
    "<|SPEECH_GENERATION_START|>",
    *(f"<|emotion_{i}|>" for i in range(8)),
    "<|speaker_16|>",
)
CONTROL, USER_DEFINED, NORMAL = (
    int(gguf.TokenType.CONTROL),
    int(gguf.TokenType.USER_DEFINED),
    int(gguf.TokenType.NORMAL),
)


@dataclass(frozen=True)
class Vocabulary:
    """Tokens and their types in id order, and the ids that a test asks for."""

    tokens: tuple[str, ...]
    types: tuple[int, ...]
    end: str = END
    """The token that ends speech."""
    begin: str = "<|endoftext|>"
    """The token that begins a text, where a model wants one."""
    unsaid: str = "<|TEXT_REPLACE|>"
    """A token that no prompt has."""
    first: str = "<|speech_0|>"
    """The token of code 0."""

    def id(self, token: str) -> int:
        """The id of a token by its text."""
        return self.tokens.index(token)

    @property
    def first_code(self) -> int:
        """The id of code 0."""
        return self.id(self.first)

    def letter(self, letter: str) -> int:
        """The id of a one-byte token."""
        return self.id(letter)


def byte_letters() -> tuple[str, ...]:
    """The 256 printable characters for which bytes stand in a byte-level BPE, in byte order.

    Printable Latin-1 bytes stand for themselves, the others for the code points from 256 on
    (the convention of GPT-2's tokenizer, which GGUF's `gpt2` tokenizer model takes over).
    """
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    beyond = iter(range(256, 512))
    return tuple(chr(byte) if byte in printable else chr(next(beyond)) for byte in range(256))


def vocabulary(
    codes: int, filler: int, *, control: bool, with_end: bool, gap: int | None
) -> Vocabulary:
    """Lay out the tokens: bytes, one merge, `filler` unused ones, marks, speech block, END.

    `control` types the speech tokens and END as CONTROL, `gap` puts a foreign token before that
    code: the defects that `voicefarm models check` looks for.
    """
    special = CONTROL if control else USER_DEFINED
    plain = [*byte_letters(), "th", *(f"<t{i}>" for i in range(filler))]
    speech = [f"<|speech_{code}|>" for code in range(codes)]
    if gap is not None:
        speech.insert(gap, "<|foreign|>")
    ends = [END] if with_end else []
    tokens = [*plain, "<|endoftext|>", *MARKS, *speech, *ends]
    types = [NORMAL] * len(plain) + [CONTROL] + [USER_DEFINED] * len(MARKS)
    types += [special] * (len(speech) + len(ends))
    return Vocabulary(tuple(tokens), tuple(types))


def orpheus_vocabulary() -> Vocabulary:
    """Orpheus's layout: its ids are Llama 3's with 28,682 custom tokens behind them."""
    plain = [*byte_letters(), "th"]
    plain += (f"<t{index}>" for index in range(128_000 - len(plain)))
    reserved = (f"<|reserved_{index}|>" for index in range(246))
    marks = ["<|begin_of_text|>", *(f"<|llama_{index}|>" for index in range(1, 9)), "<|eot_id|>"]
    custom = [f"<custom_token_{index}>" for index in range(28_682)]
    tokens = [*plain, *marks, *reserved, *custom]
    types = [NORMAL] * len(plain) + [CONTROL] * 256 + [USER_DEFINED] * len(custom)
    return Vocabulary(
        tuple(tokens),
        tuple(types),
        end="<custom_token_2>",
        begin="<|begin_of_text|>",
        unsaid="<|llama_1|>",
        first="<custom_token_10>",
    )
