"""The files that results go to: looked at before any work, written when it is done.

A result is written next to its file under another name, and takes its place when it is complete.
So the check writes a little to the folder. That shows if it is write-protected or full. A folder
that doesn't exist is made with the first result; until then the one above stands for it.
"""

import json
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from producer.publishing.epub import write_epub
from voicefarm.artifacts.keys import audio_link, chapter_key, report_page_key
from voicefarm.errors import BadInput, ResultNotWritten
from voicefarm.forms import Output
from voicefarm.messages import JobSpec
from voicefarm.store import Store
from voicefarm.store.directory import unfinished
from voicefarm.store.keys import RESERVED
from voicefarm.wording.paths import reason_of, shown

PROBE = bytes(4096)
"""What is written to a folder to see whether it takes anything."""
LEAST_S_PER_CHARACTER = 0.03
"""Seconds that a character of text takes at least; most voices need twice as many."""
STDOUT = 1
EPUB = "epub"
"""The suffix of the result that is put together when it is saved."""
LONGEST_TITLE = 120
"""Bytes of a chapter's title in the name of its file."""
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
HEAD = 4096
"""Bytes of a report page in which the tag with the name of its audio stands."""


def is_standard_output(path: Path) -> bool:
    """Whether a result goes to the standard output: `-` (a WAV), or `-.mp3` and the like."""
    return str(path) == path.name and path.name.split(".", 1)[0] == "-"


def is_chapter_name(path: Path) -> bool:
    """Whether it names one file for each chapter, as `{chapter} {title}.mp3` does."""
    return "{chapter}" in path.name


def check_output_files(paths: Sequence[Path], inputs: Mapping[str, Path | int]) -> None:
    """Raise BadInput unless each file can be written, and is neither an input nor named twice.

    `inputs` are the paths or descriptors of what is read, by what a message calls it. Files are
    compared as the file system knows them, through links too.
    """
    read = {_identity(place): name for name, place in inputs.items()}
    written: set[object] = set()
    for path in paths:
        if is_standard_output(path):
            _check_once(path, written)
            continue
        _check_file(path)
        _check_folder(path)
        identity = _identity(path)
        if identity in read:
            raise BadInput(
                f"{shown(path)} is {read[identity]}, which the result would overwrite; "
                "give the result another name."
            )
        if identity in written:
            raise BadInput(f"{shown(path)} is named for two results; give each a name of its own.")
        written.add(identity)


def check_room(paths: Mapping[Path, Output], spec: JobSpec, characters: int) -> None:
    """Raise BadInput if a disk has less room than the programme's forms will need at least."""
    speeds = [speaker.speed or 0 for speaker in spec.speakers.values()]
    seconds = characters * LEAST_S_PER_CHARACTER / max([spec.recipe.speed, *speeds])
    rate = spec.output_rate or spec.sample_rate
    wav = seconds * rate * spec.channels * spec.bits / 8
    needed: dict[int, float] = {}
    for path, form in paths.items():
        if is_standard_output(path):
            continue
        folder = _nearest_folder(path)
        disk = folder.stat().st_dev
        needed[disk] = needed.get(disk, 0) + wav * form.traits.least_share
        free = shutil.disk_usage(folder).free
        if needed[disk] > free:
            raise BadInput(
                f"The folder {shown(folder)} has {free / 1e6:.0f} MB free, and the programme will "
                f"have {needed[disk] / 1e6:.0f} MB at least; make room or choose another folder."
            )


def save_results(
    store: Store, job: str, keys: Mapping[Path, str], standard_output: int | None = None
) -> None:
    """Copy a finished job's results from the store to files. Each appears whole or not at all.

    `keys` are the store keys by path. A report page plays the first programme among them.
    `standard_output` is its descriptor, if one of the results goes there. Raises ResultNotWritten
    when a file can't be written, and ObjectMissing.
    """
    for path, key in keys.items():
        try:
            if is_standard_output(path):
                _pour(store, key, standard_output)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            if key == report_page_key(job):
                _save_page(store, key, path, _first_audio(keys))
            elif path.suffix.lower() == f".{EPUB}":
                write_epub(store, job, path)
            elif is_chapter_name(path):
                for chapter, file in _chapters(store, job, key, path):
                    store.download(chapter, file)
            else:
                store.download(key, path)
        except OSError as error:
            raise ResultNotWritten(
                f"{shown(path)} can't be written ({reason_of(error)}). The results of job '{job}' "
                f"are kept in the store: make room, or copy them to another place with "
                f"`voicefarm fetch {job} -o FILE`."
            ) from error


def saved_sizes(store: Store, job: str, key: str, path: Path) -> dict[Path, int]:
    """Bytes of a result that was saved, by file; of one without a file, those of its object."""
    if is_chapter_name(path):
        return {file: file.stat().st_size for _, file in _chapters(store, job, key, path)}
    return {path: path.stat().st_size if path.is_file() else store.size(key) or 0}


def _chapters(store: Store, job: str, key: str, name: Path) -> Iterator[tuple[str, Path]]:
    """Keys and files of what an index lists: the name has each one's number and title."""
    form = key.split("/")[-2]
    entries = json.loads(store.get(key))
    digits = max(2, len(str(len(entries))))
    for entry in entries:
        number, title = entry["number"], file_name(entry["title"])
        own = name.name.replace("{chapter}", f"{number:0{digits}}").replace("{title}", title)
        yield chapter_key(job, form, number), name.with_name(own)


def file_name(title: str) -> str:
    """A title as a part of a file's name: no slash, no control sign, and not too long."""
    plain = "".join(
        " " if sign in '/\\:*?"<>|' or not sign.isprintable() else sign for sign in title
    )
    cut = " ".join(plain.split()).encode()[:LONGEST_TITLE].decode(errors="ignore")
    return cut.strip(". ") or "untitled"


def _pour(store: Store, key: str, descriptor: int | None) -> None:
    with open(STDOUT if descriptor is None else descriptor, "wb", closefd=False) as out:
        out.writelines(store.stream(key))


def _first_audio(keys: Mapping[Path, str]) -> Path | None:
    forms = tuple(f"/programme.{form.value}" for form in Output)
    return next((path for path, key in keys.items() if key.endswith(forms)), None)


def _save_page(store: Store, key: str, page: Path, audio: Path | None) -> None:
    """Save the report page with the name that its audio has there."""
    link = os.path.relpath(audio.absolute(), page.absolute().parent) if audio else ""
    blocks = store.stream(key)
    head = b""
    while len(head) < HEAD and (block := next(blocks, b"")):
        head += block
    for form in Output:
        stored = audio_link(f"programme.{form.value}").encode()
        head = head.replace(stored, audio_link(link).encode(), 1)
    with unfinished(page) as partial, partial.open("xb") as file:
        file.write(head)
        file.writelines(blocks)


def _check_once(path: Path, written: set[object]) -> None:
    """Raise BadInput if the standard output is named twice."""
    if "-" in written:
        raise BadInput("The standard output takes one result; give the others a file.")
    written.add("-")
    if path.suffix.lower() == f".{EPUB}":
        raise BadInput("A book can't go to the standard output; give it a file.")


def _check_file(path: Path) -> None:
    """Raise BadInput if something stands there that is not to be replaced, or a name is wrong."""
    known = {"{chapter}", "{title}"} if is_chapter_name(path) else set()
    folder = "" if os.path.lexists(path.parent) else str(path.parent)  # one would be made so
    named = [*_PLACEHOLDER.findall(folder), *set(_PLACEHOLDER.findall(path.name)) - known]
    if unknown := next(iter(named), ""):
        raise BadInput(
            f"{shown(path)} has '{unknown}', which stands for nothing there; {{chapter}} makes a "
            "file of each chapter and is its number, and {title} next to it is its title."
        )
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{shown(path)} can't be written ({reason_of(error)}); give the result another name."
        ) from error
    if stat.S_ISDIR(mode):
        raise BadInput(
            f"{shown(path)} is a folder; give the result a file name such as {path / 'out.wav'}."
        )
    if not stat.S_ISREG(mode):
        raise BadInput(f"{shown(path)} is not a regular file; give the result another name.")
    if not os.access(path, os.W_OK):
        raise BadInput(f"{shown(path)} is write-protected; give the result another name.")


def _check_folder(path: Path) -> None:
    folder = _nearest_folder(path)
    probe = folder / (RESERVED + secrets.token_hex(8))
    try:
        with probe.open("xb") as file:
            file.write(PROBE)
    except OSError as error:
        raise BadInput(
            f"Nothing can be written to the folder {shown(folder)} ({reason_of(error)}); "
            "choose another."
        ) from error
    finally:
        with suppress(OSError):
            probe.unlink()


def _nearest_folder(path: Path) -> Path:
    """The folder of a file, or the nearest one above it that is there."""
    folders = path.absolute().parents
    return next((folder for folder in folders if os.path.lexists(folder)), folders[-1])


def _identity(place: Path | int) -> object:
    """What two names of one file share."""
    try:
        status = os.stat(place)  # noqa: PTH116 - of a descriptor too
    except FileNotFoundError:
        return os.path.realpath(str(place))
    return status.st_dev, status.st_ino
