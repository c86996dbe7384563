"""The page docs/engines.md: every model, from its file, its engine and what was measured."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from voicefarm.models import Catalogue, Model, shipped_config
from voicefarm.weights import places
from worker.engines import engine_class
from worker.engines.speechlm.registries import AUTOMATIC_BACKBONE, BACKBONES

MEASURED = Path(__file__).parent / "engines.toml"
MOST_LANGUAGES = 4
HEAD = """# Engines and models

Taken from the model files, the engines and `docs/engines.toml` by `make docs`; a test compares.

## Columns

- *Weights*: where they come from. A dash is for engines without any.
- *Memory*: MB of a process with one slot, measured. *× real time*: seconds of audio per CPU second
  of one core, measured. [Voices](voices.md) and the model cards say how. A dash was not measured.
- *Batched*: whether slots share one decoding. *Streams*: whether a chunk is heard while it is made.
- *Run here*: what has run in this project's tests. With "forged weights", files of the true
  signatures and random numbers went all the way. How such a model sounds was never heard here.

`voicefarm models check --listen MODEL` measures a model on your machine.

## Models

| model | engine | languages | licence | weights | memory | × real time | batched | streams | run here |
|---|---|---|---|---|---|---|---|---|---|
"""  # noqa: E501


BACKBONES_HEAD = """
## Backbones

What computes the steps of the engine `speechlm`. `VOICEFARM_BACKBONE` names one, and
`voicefarm models bench MODEL` measures it on your machine.

| backbone | reads | run here | only built |
|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    measured = tomllib.loads(MEASURED.read_text("utf-8"))
    catalogue = Catalogue(shipped_config() / "models")
    rows = (f"| {' | '.join(_row(model, measured))} |\n" for model in catalogue.values())
    return HEAD + "".join(rows) + _backbones(measured["backbones"])


def _backbones(measured: Mapping[str, Any]) -> str:
    """The table of the registry's backbones. Raises KeyError for one that has no row."""
    names = [name for name in BACKBONES if name != AUTOMATIC_BACKBONE]
    rows = [
        (f"`{name}`", *(measured[name][key] for key in ("reads", "ran", "built"))) for name in names
    ]
    return BACKBONES_HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(model: Model, measured: Mapping[str, Any]) -> Iterator[str]:
    own = measured.get("models", {}).get(model.name, {})
    facts = measured["engines"][model.engine] | own
    yield f"`{model.name}`"
    yield model.engine
    yield _languages(model)
    yield model.licence.replace("|", "/")
    yield _weights(model)
    yield str(facts.get("memory_mb", "–"))
    yield _speed(model, facts)
    yield "yes" if facts["batched"] else "no"
    yield "yes" if hasattr(engine_class(model.engine), "stream") else "no"
    yield facts["ran"]


def _speed(model: Model, facts: Mapping[str, Any]) -> str:
    if "times_real_time" in facts:
        return str(facts["times_real_time"])
    return f"{1 / model.usual.core_s:.0f}, usually" if model.usual.core_s else "–"


def _languages(model: Model) -> str:
    tags = list(model.languages)
    return ", ".join(tags) if len(tags) <= MOST_LANGUAGES else f"{len(tags)} tags"


def _weights(model: Model) -> str:
    source = next(places.sources_in(model.settings), None)
    if model.environment:
        return f"from the hub, by `voicefarm engines install {model.environment}`"
    if source is None:
        return "–"
    if "path" in source:
        return "shipped"
    if "repo" in source:
        return f"hub, `{source['repo']}`"
    return "packages"
