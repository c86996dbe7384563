"""The files of a recognizer: where they come from, and the folder that they make."""

from importlib.util import find_spec
from pathlib import Path

from pydantic import ValidationError

from voicefarm.errors import BadSetting, EngineUnavailable
from voicefarm.recognizers.recognizer import Recognizer
from voicefarm.wording.validation import first_fault
from worker.model_files.folder import folder_of
from worker.model_files.local import verified
from worker.model_files.problem import MissingLibrary, Problem
from worker.model_files.source import Source


def files_of(recognizer: Recognizer) -> dict[str, Source]:
    """Where each file comes from, by its name. Raises BadSetting with what is wrong."""
    return {name: _source(recognizer, name) for name in recognizer.files}


def recognizer_folder(recognizer: Recognizer) -> Path:
    """A folder with the recognizer's files, verified. Raises EngineUnavailable."""
    sources = files_of(recognizer)
    return folder_of({name: verified(source, recognizer.name) for name, source in sources.items()})


def check_recognizer(recognizer: Recognizer) -> list[Problem]:
    """All that it lacks, in a sentence each; an empty list is one that can listen."""
    missing: list[Problem] = [
        MissingLibrary(library, extra="asr")
        for library in ("faster_whisper", "rapidfuzz")
        if not find_spec(library)
    ]
    try:
        recognizer_folder(recognizer)
    except EngineUnavailable as error:
        missing.append(Problem(str(error)))
    return missing


def _source(recognizer: Recognizer, name: str) -> Source:
    try:
        return Source.model_validate(recognizer.files[name], context={"folder": recognizer.folder})
    except ValidationError as error:
        fault = first_fault(error, Source).inside("files", name)
        raise BadSetting(f"Recognizer '{recognizer.name}': {fault}; correct its file.") from error
