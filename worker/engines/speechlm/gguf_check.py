"""Whether a GGUF file is a speech language model as its model file says, by its header alone."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from voicefarm.errors import EngineUnavailable
from worker.engines.speechlm.prompts.prompt_format import prompt_format
from worker.engines.speechlm.settings import SpeechLMSettings, Tokens
from worker.model_files.gguf_header import GgufHeader, read_gguf_header
from worker.model_files.problem import Problem

ARCHITECTURES = ("llama", "qwen2", "qwen3")
"""Those in which the voices that are known here come; others may work but nobody tried."""
CONTROL = 3


def check_gguf(path: Path, settings: SpeechLMSettings) -> list[Problem]:
    """Everything in the file's header that doesn't fit `settings`, the gravest first."""
    try:
        header = read_gguf_header(path)
    except EngineUnavailable as error:
        return [Problem(str(error))]
    return list(_problems(header, path, settings))


def _problems(header: GgufHeader, path: Path, settings: SpeechLMSettings) -> Iterator[Problem]:
    yield from _whole(header, path)
    ids = {token: index for index, token in enumerate(header.tokens)}
    if not ids:
        yield Problem(f"{path.name} has no vocabulary; convert the model with its tokenizer.")
        return
    yield from check_vocabulary(ids, settings)
    yield from _types(header, ids, settings.tokens)
    yield from _shape(header, settings)


def check_vocabulary(ids: Mapping[str, int], settings: SpeechLMSettings) -> Iterator[Problem]:
    """What a vocabulary, ids by token, lacks for `settings`; of a GGUF file or of another."""
    yield from _speech_block(ids, settings.tokens)
    yield from _end(ids, settings.tokens)
    yield from _marks(ids, settings)


def _whole(header: GgufHeader, path: Path) -> Iterator[Problem]:
    """A download that broke off has its header, and weights up to somewhere."""
    needed = header.least_size
    if needed > header.size:
        yield Problem(
            f"{path.name} breaks off: it has {header.size:,} of at least {needed:,} bytes; "
            "fetch it again."
        )


def _speech_block(ids: Mapping[str, int], tokens: Tokens) -> Iterator[Problem]:
    """All codes there, and their ids without a gap."""
    speech_ids = [ids.get(tokens.name(code)) for code in range(tokens.codes)]
    missing = [code for code, id_ in enumerate(speech_ids) if id_ is None]
    if missing:
        first = tokens.name(missing[0])
        yield Problem(
            f"{len(missing):,} of {tokens.codes:,} speech tokens are missing, the first is "
            f"'{first}': this is another kind of model, or 'settings.tokens' names them wrongly."
        )
        return
    start = speech_ids[0] or 0
    gap = next((code for code, id_ in enumerate(speech_ids) if id_ != start + code), None)
    if gap is not None:
        yield Problem(
            f"The ids of the speech tokens have a gap before '{tokens.name(gap)}', so "
            "codes can't be told from ids; convert the model anew from its tokenizer."
        )


def _end(ids: Mapping[str, int], tokens: Tokens) -> Iterator[Problem]:
    if tokens.end not in ids:
        yield Problem(
            f"The END token '{tokens.end}' is missing, so the model could never stop; "
            "'settings.tokens.end' must name the model's own."
        )


def _marks(ids: Mapping[str, int], settings: SpeechLMSettings) -> Iterator[Problem]:
    marks = prompt_format(settings.prompt_format).marks
    wanted = [*marks, *([settings.emotion] if settings.emotion else [])]
    missing = [mark for mark in wanted if mark not in ids]
    if missing:
        yield Problem(
            f"The prompt format '{settings.prompt_format}' needs {', '.join(missing)}, which the "
            "vocabulary lacks; correct 'settings.prompt_format' or 'settings.emotion'."
        )
    for mark, id_ in prompt_format(settings.prompt_format).ids.items():
        if ids.get(mark, id_) != id_:
            yield Problem(
                f"The prompt format '{settings.prompt_format}' writes {id_} for '{mark}', and the "
                f"vocabulary has {ids[mark]}; correct 'settings.prompt_format'."
            )


def _types(header: GgufHeader, ids: dict[str, int], tokens: Tokens) -> Iterator[Problem]:
    types = header.token_types
    speech = [ids.get(tokens.name(code), -1) for code in range(tokens.codes)]
    control = sum(1 for id_ in speech if 0 <= id_ < len(types) and types[id_] == CONTROL)
    if control:
        yield Problem(
            f"{control:,} speech tokens are of type CONTROL, which programs that read text see as "
            "nothing; voicefarm reads ids and speaks all the same, for others convert them as "
            "USER_DEFINED.",
            fatal=False,
        )


def _shape(header: GgufHeader, settings: SpeechLMSettings) -> Iterator[Problem]:
    if header.architecture not in ARCHITECTURES:
        yield Problem(
            f"The architecture is '{header.architecture}', and the voices known here are "
            f"{', '.join(ARCHITECTURES)}; check that the file is a speech language model."
        )
    trained = header.number("context_length")
    if trained is not None and trained < settings.context:
        yield Problem(
            f"The model was trained on {trained:,} tokens and 'settings.context' asks for "
            f"{settings.context:,}; lower it."
        )
