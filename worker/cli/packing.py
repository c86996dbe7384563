"""`models package`: a model as one folder that has all that a worker needs."""

from pathlib import Path
from typing import Annotated

import typer

from voicefarm.console import Json, say, say_json
from voicefarm.settings import load_settings

MB = 1_000_000


def package_model(
    source: Annotated[
        str,
        typer.Argument(metavar="MODEL", help="A model, a folder of weights, or a GGUF file."),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to make.")],
    name: Annotated[str | None, typer.Option(help="The model's name in it.")] = None,
    like: Annotated[
        str | None, typer.Option(help="For bare weights: the model whose settings they have.")
    ] = None,
    licence: Annotated[
        str | None, typer.Option(help="The licence of the weights, such as Apache-2.0.")
    ] = None,
    description: Annotated[str | None, typer.Option(help="What it is, in a line.")] = None,
    voice: Annotated[
        list[str], typer.Option(help="An enrolled voice that goes in. Repeatable.")
    ] = [],  # noqa: B006 - typer copies it
    bench: Annotated[bool, typer.Option("--bench", help="Measure it for its card.")] = False,
    json: Json = False,
) -> None:
    """Pack a model with its weights, tokenizer, voices, model file and card into a folder.

    A worker speaks with it by VOICEFARM_MODELS_DIR, without the files that it was packed from.
    """
    from worker.model_tools.packing.origin import PackageWishes
    from worker.model_tools.packing.package import note_figures, pack

    settings = load_settings()
    wishes = PackageWishes(name, like, licence, description, tuple(voice))
    packed = pack(settings, source, out, wishes)
    if bench:
        from worker.model_tools.bench.bench import BenchPlan, measure

        note_figures(packed, measure(settings, packed.model, BenchPlan()).fields())
    size = sum(file.size for file in packed.files)
    if json:
        files = [{"file": one.name, "sha256": one.sha256} for one in packed.files]
        say_json({"model": packed.model.name, "folder": str(out), "bytes": size, "files": files})
    else:
        say(f"{out}: model '{packed.model.name}', {len(packed.files)} files, {size / MB:,.1f} MB")
        say(f"Use it with VOICEFARM_MODELS_DIR={out.absolute()}")
