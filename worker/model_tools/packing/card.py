"""The card of a packed model: what it is, and how it is used."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from voicefarm.languages.tags import language_name, primary
from voicefarm.models import Model
from worker.model_tools.packing.contents import PackedFile

CARD = "README.md"
_COLUMNS = (
    "slots",
    "loaded in s",
    "first sound, s",
    "× real time",
    "audio-s per CPU-s",
    "memory, MB",
    "errors",
)
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
MOST_VOICES = 60
"""Voices that are listed one by one."""


def card(
    model: Model, files: Sequence[PackedFile], figures: Mapping[str, Any] | None = None
) -> str:
    """The whole card, in Markdown with the head that model hubs read."""
    parts = (
        *_head(model),
        *_voices(model),
        *("", "## Licence", "", f"{model.licence}", *_papers(files)),
        *_sources(files),
        *_figures(model, figures),
        *_use(model),
    )
    return "\n".join(parts) + "\n"


def _head(model: Model) -> Iterator[str]:
    yield "---"
    yield f"language: [{', '.join(dict.fromkeys(primary(tag) for tag in model.languages))}]"
    if _SPDX.fullmatch(model.licence):
        yield f"license: {model.licence.lower()}"
    else:
        yield "license: other"
    yield from ("pipeline_tag: text-to-speech", "---", "", f"# {model.name}", "")
    yield f"{model.description}."
    yield from ("", f"A model of voicefarm's engine `{model.engine}`, {model.sample_rate} Hz.")


def _voices(model: Model) -> Iterator[str]:
    names = [f"{language_name(tag)} (`{tag}`)" for tag in model.languages]
    yield from ("", "## Languages and voices", "", f"It speaks {', '.join(names)}.", "")
    yield from ("| voice | languages | |", "|---|---|---|")
    for name, voice in list(model.voices.items())[:MOST_VOICES]:
        usual = [tag for tag, chosen in model.default_voices.items() if chosen == name]
        about = "; ".join(filter(None, [voice.description, _usual(usual)])).replace("|", "/")
        yield f"| `{name}` | {', '.join(voice.languages)} | {about} |"
    if len(model.voices) > MOST_VOICES:
        yield f"| and {len(model.voices) - MOST_VOICES} more | | |"


def _usual(tags: Iterable[str]) -> str:
    named = ", ".join(f"`{tag}`" for tag in tags)
    return f"the usual one of {named}" if named else ""


def _papers(files: Iterable[PackedFile]) -> Iterator[str]:
    papers = [f"[{file.name}]({file.name})" for file in files if file.role == "paper"]
    if papers:
        yield from ("", f"With the weights came {', '.join(papers)}.")


def _sources(files: Sequence[PackedFile]) -> Iterator[str]:
    yield from ("", "## Source", "", "| file | what | bytes | sha256 | from |")
    yield "|---|---|---|---|---|"
    for file in files:
        yield f"| {file.name} | {file.role} | {file.size:,} | `{file.sha256}` | {file.origin} |"
    if any(file.name.endswith(".gguf") for file in files):
        yield from ("", "The GGUF file has the tokenizer in it.")


def _figures(model: Model, figures: Mapping[str, Any] | None) -> Iterator[str]:
    yield from ("", "## Figures", "")
    if not figures:
        yield f"Not measured. `voicefarm models bench {model.name}` measures it on your machine."
        return
    yield f"Measured by `voicefarm models bench` on {figures['cpu']}, in {figures['language']},"
    yield f"with {figures['threads']} threads at a load of {figures['load_average']:g}."
    yield ""
    yield f"| {' | '.join(_COLUMNS)} |"
    yield "|---" * len(_COLUMNS) + "|"
    for run in figures["runs"]:
        first = "–" if run["first_sound_s"] is None else f"{run['first_sound_s']:.2f}"
        yield (
            f"| {run['slots']} | {run['load_s']:.1f} | {first} | {run['times_real_time']:.2f} | "
            f"{run['audio_s_per_core_s']:.2f} | {run['memory_mb']:,} | {run['errors']} |"
        )


def _use(model: Model) -> Iterator[str]:
    yield from (
        "",
        "## How to use",
        "",
        "Put this folder where you like, and name it to every command and worker:",
        "",
        "```",
        "export VOICEFARM_MODELS_DIR=/path/to/this/folder",
        f"export VOICEFARM_MODEL={model.name}",
        f"voicefarm models check {model.name}",
        "voicefarm narrate article.txt -o article.wav",
        "voicefarm worker                        # on a farm",
        "```",
    )
    if model.modules:
        needed = ", ".join(f"`{name}`" for name in model.modules)
        yield from ("", f"It needs the Python modules {needed}.")
