"""Files of tables that go with VieNeu's graphs: `.npz`, of which nothing is run."""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import BadSetting, EngineUnavailable

Floats = NDArray[np.float32]


def read_tables(path: Path, wanted: Iterable[str], key: str) -> dict[str, Floats]:
    """All tables of the file that the settings name by `key`.

    Raises EngineUnavailable, or BadSetting if one of those that are wanted is missing.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            tables = {name: np.asarray(file[name], np.float32) for name in file.files}
    except OSError as error:
        raise EngineUnavailable(
            f"{path} can't be read ({error.strerror or error}); fetch it again."
        ) from error
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        raise BadSetting(f"{path} is no file of tables ({error}); fetch it again.") from error
    if missing := [name for name in wanted if name not in tables]:
        raise BadSetting(f"{path} has no table '{missing[0]}'; correct 'settings.{key}'.")
    return tables


def check_shapes(
    tables: Mapping[str, Floats], wanted: Mapping[str, tuple[int, ...]], path: Path
) -> None:
    """Raise BadSetting for tables that don't go together."""
    for name, shape in wanted.items():
        if tables[name].shape != shape:
            raise BadSetting(
                f"{path}: '{name}' is {list(tables[name].shape)} and must be {list(shape)}; fetch "
                "the tables that belong to this model."
            )
