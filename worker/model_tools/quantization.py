"""A GGUF with smaller weights, by llama.cpp's own quantizer."""

import ctypes
import functools
import os
import shutil
from pathlib import Path
from typing import Any

from voicefarm.errors import BadInput, EngineUnavailable, UnknownName
from worker.model_files.gguf_header import check_whole
from worker.model_files.outputs import check_free, whole_file
from worker.model_files.problem import MissingLibrary

TYPES = {"F16": 1, "Q4_0": 2, "Q8_0": 7, "Q4_K_M": 15, "Q5_K_M": 17, "Q6_K": 18}
"""llama.cpp's numbers for the types of a whole file."""
MISSING = MissingLibrary("llama-cpp-python", extra="speechlm")


def quantize(source: Path, target: Path, kind: str) -> tuple[int, int]:
    """Write `source` to `target` with weights of the type `kind`; returns both sizes in bytes.

    Raises BadInput for files and types that don't fit, EngineUnavailable without llama.cpp.
    """
    name = kind.upper()
    if name not in TYPES:
        raise UnknownName.of("Type", kind, TYPES)
    if not source.is_file():
        raise BadInput(f"There is no file {source}; name a GGUF file.")
    check_free(target)
    check_whole(source)
    try:
        import llama_cpp
    except ModuleNotFoundError as error:
        raise EngineUnavailable(str(MISSING)) from error
    llama_cpp.llama_log_set(_silence(llama_cpp), ctypes.c_void_p(0))
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = TYPES[name]
    params.nthread = os.cpu_count() or 1
    with whole_file(target) as part:
        failed = llama_cpp.llama_model_quantize(
            str(source).encode(), str(part).encode(), ctypes.byref(params)
        )
        if failed and shutil.disk_usage(target.absolute().parent).free < source.stat().st_size:
            raise BadInput(f"There is no room for {target}; free some, or name another disk.")
        if failed:
            raise BadInput(
                f"llama.cpp can't make {name} of {source}: take an F16 or F32 file, which "
                "`voicefarm models convert` writes."
            )
    return source.stat().st_size, target.stat().st_size


@functools.cache
def _silence(llama_cpp: Any) -> Any:
    """For llama.cpp's own lines, of which it writes a hundred. Kept, as C has only its address."""
    return llama_cpp.llama_log_callback(lambda *_: None)
