"""`voicefarm worker`: one worker process."""

from typing import Annotated

import typer

from voicefarm.program import importing
from voicefarm.settings import Settings, load_settings

Model = Annotated[str | None, typer.Option(help="The model that speaks; see `voicefarm models`.")]


def work(
    model: Model = None,
    slots: Annotated[
        int | None, typer.Option(help="Chunks in work at once; 0 means as many as suit the model.")
    ] = None,
    threads: Annotated[int | None, typer.Option(help="Cores to use; 0 means all.")] = None,
    verify: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Share of new takes that speech recognition checks."),
    ] = None,
    queues: Annotated[
        str | None, typer.Option(help="The queues to serve: chunks, stitch, or both (the default).")
    ] = None,
) -> None:
    """Work for the farm at VOICEFARM_REDIS_URL until SIGTERM."""
    _work(load_settings(model=model, slots=slots, threads=threads, verify=verify, queues=queues))


def work_as_configured() -> None:
    """Work with the settings in the environment until SIGTERM."""
    _work(load_settings())


def _work(settings: Settings) -> None:
    with importing():
        from worker.app import create_app, run_worker

    raise typer.Exit(run_worker(create_app(settings)))
