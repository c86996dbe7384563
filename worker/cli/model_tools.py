"""Commands that make models: `models convert|merge|quantize|verify`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from voicefarm.console import Json, say, say_json, say_table
from voicefarm.errors import UnknownName

MB = 1_000_000


def add_model_tools(app: typer.Typer) -> None:
    """Put the commands into the group `models`."""
    app.command("convert")(convert_model)
    app.command("merge")(merge_model)
    app.command("quantize")(quantize_model)
    app.command("verify")(verify_models)


def convert_model(
    folder: Annotated[Path, typer.Argument(metavar="HF_DIR", help="A checkpoint's folder.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.gguf", help="The file to write.")],
    width: Annotated[str, typer.Option("--type", help="F16 or F32.")] = "F16",
) -> None:
    """Convert a checkpoint in safetensors (Llama, Qwen2, Qwen3) to GGUF."""
    from worker.model_tools.conversion import FILE_TYPES, convert

    known = {name.upper(): name for name in FILE_TYPES}
    if width.upper() not in known:
        raise UnknownName.of("Type", width, FILE_TYPES)
    count = convert(folder, out, known[width.upper()])
    say(f"{out}: {count} tensors, {out.stat().st_size / MB:,.1f} MB")


def merge_model(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="The base's folder.")],
    adapter: Annotated[Path, typer.Argument(metavar="LORA", help="The folder PEFT saved.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to make.")],
) -> None:
    """Merge a LoRA that PEFT trained into its base model."""
    from worker.model_tools.merging import merge

    merge(base, adapter, out)
    say(f"{out}: the merged model with its tokenizer")


def quantize_model(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A GGUF file in F16 or F32.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    kind: Annotated[str, typer.Argument(metavar="TYPE", help="Q4_K_M, Q4_0, Q8_0 and others.")],
) -> None:
    """Quantize a GGUF file by llama.cpp."""
    from worker.model_tools.quantization import quantize

    before, after = quantize(source, out, kind)
    say(f"{out}: {after / MB:,.1f} MB of {before / MB:,.1f} MB")


def verify_models(
    first: Annotated[Path, typer.Argument(metavar="A", help="A GGUF file.")],
    second: Annotated[
        Path, typer.Argument(metavar="B", help="A GGUF file, a checkpoint, or a tokenizer.json.")
    ],
    json: Json = False,
) -> None:
    """Compare two models on sentences in Vietnamese and English: tokens, logits, greedy speech."""
    from worker.model_tools.comparison import STEPS, compare

    rows = compare(first, second)
    if json:
        say_json([asdict(row) for row in rows])
    else:
        say_table(
            ("TOKENS", f"GREEDY OF {STEPS}", "LOGITS APART", "SENTENCE"),
            (
                (
                    "equal" if row.tokens_agree else "differ",
                    "-" if row.greedy is None else str(row.greedy),
                    "-" if row.distance is None else f"{row.distance:.3f}",
                    row.text,
                )
                for row in rows
            ),
        )
    if not all(row.tokens_agree for row in rows):
        raise typer.Exit(1)
