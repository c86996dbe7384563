"""The worker's own commands: to work, and to look after weights and voices.

The command `voicefarm` passes them on with all their arguments, so they are declared only here.

- `work`: `worker`, one worker process
- `models`, `audition`, `bench`: `models list|pull|prepare|check|bench`
- `model_tools`, `packing`, `quantizing`: models are made: `convert`, `package` and the like
- `voices`, `voice_samples`: `voices list|add|hear|compare|export|import`
- `engines`: isolated engines are installed
- `listen`, `transcribe`: the worker's part of `voicefarm listen` and of the gateway
"""

import typer

from voicefarm.console import command_group
from worker.cli import transcribe
from worker.cli.bench import bench_model
from worker.cli.engines import engines_app
from worker.cli.listen import listen_to_file
from worker.cli.model_tools import add_model_tools
from worker.cli.models import models_app
from worker.cli.packing import package_model
from worker.cli.voices import voices_app
from worker.cli.work import work, work_as_configured

app = command_group("Work for a farm; look after models and voices.", invoke_without_command=True)
app.command("worker")(work)
app.add_typer(engines_app, name="engines")
app.command("listen", hidden=True)(listen_to_file)
transcribe.add_to(app)
add_model_tools(models_app)
models_app.command("package")(package_model)
models_app.command("bench")(bench_model)
app.add_typer(models_app, name="models")
app.add_typer(voices_app, name="voices")


@app.callback()
def without_a_command(context: typer.Context) -> None:
    """Work with the settings in the environment."""
    if context.invoked_subcommand is None:
        work_as_configured()
