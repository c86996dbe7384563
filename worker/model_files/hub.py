"""The model hub: fetching one file, and finding it again in the hub's cache on this machine.

The cache is laid out as huggingface_hub does it (`blobs/`, `snapshots/<commit>/`, `refs/`), so both
share what either of them fetched. huggingface_hub's own download forgets a half-fetched file when
its process ends. Here it is kept, and the next run goes on where the last one stopped.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from voicefarm.errors import EngineUnavailable
from voicefarm.extras import install_advice
from voicefarm.weights.places import COMMIT, hub_file, repository_folder
from worker.model_files.cache import (
    PARTIAL,
    Progress,
    check_space,
    locked,
    no_progress,
    put_into_place,
    replace_link,
    sha256_of,
)
from worker.model_files.source import Source

_SHA256 = re.compile(r"[0-9a-f]{64}")
_DEFAULT_ENDPOINT = "https://huggingface.co"


def endpoint() -> str:
    """Address of the hub: `HF_ENDPOINT`, by which a mirror is named, or the public one."""
    return (os.environ.get("HF_ENDPOINT") or _DEFAULT_ENDPOINT).rstrip("/")


def cached(source: Source) -> Path | None:
    """Where the file of `source` lies in the cache, or None. Nothing is sent over the network."""
    assert source.repo is not None
    assert source.file is not None
    return hub_file(source.repo, source.file, source.revision)


def fetch(source: Source, progress: Progress = no_progress) -> Path:
    """Bring the file of `source` into the cache unless it is there, and verify what came.

    A revision that is a commit is not looked up again; a branch is, since it may have moved.
    Raises EngineUnavailable that says what to do.
    """
    revision = source.revision or "main"
    if COMMIT.fullmatch(revision) and (path := cached(source)):
        return path
    with _errors_in_sentences(source):
        offer = _Offer.of(source, revision)
    shelf = _Shelf.of(source)
    blob = shelf.folder / "blobs" / offer.etag
    if not blob.exists():
        _bring(source, offer, blob, progress)
    return shelf.put(offer.commit, revision, blob)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One file's place in the cache."""

    folder: Path
    file: str

    @classmethod
    def of(cls, source: Source) -> "_Shelf":
        assert source.repo is not None
        assert source.file is not None
        return cls(repository_folder(source.repo), source.file)

    def put(self, commit: str, revision: str, blob: Path) -> Path:
        """Let the file's name at `commit` lead to `blob`, and `revision` to `commit`."""
        link = self.folder / "snapshots" / commit / self.file
        link.parent.mkdir(parents=True, exist_ok=True)
        replace_link(link, Path(os.path.relpath(blob, link.parent)))
        if revision != commit:
            ref = self.folder / "refs" / revision
            ref.parent.mkdir(parents=True, exist_ok=True)
            ref.write_text(commit, "utf-8")
        return link


@dataclass(frozen=True, slots=True)
class _Offer:
    """What the hub says of a file before it is fetched."""

    url: str
    headers: dict[str, Any]
    commit: str
    etag: str
    size: int

    @classmethod
    def of(cls, source: Source, revision: str) -> "_Offer":
        from huggingface_hub import get_hf_file_metadata, hf_hub_url
        from huggingface_hub.utils import build_hf_headers

        assert source.repo is not None
        assert source.file is not None
        url = hf_hub_url(source.repo, source.file, revision=revision, endpoint=endpoint())
        headers = build_hf_headers(library_name="voicefarm")
        metadata = get_hf_file_metadata(url, headers=dict(headers), endpoint=endpoint())
        if not metadata.commit_hash or not metadata.etag or metadata.size is None:
            raise EngineUnavailable(
                f"{endpoint()} does not answer as a model hub does; correct HF_ENDPOINT."
            )
        return cls(
            metadata.location,
            _for(metadata.location, headers),
            metadata.commit_hash,
            metadata.etag,
            metadata.size,
        )


def _for(location: str, headers: dict[str, Any]) -> dict[str, Any]:
    """The headers to fetch with: the user's token goes to the hub alone."""
    if location.startswith(f"{endpoint()}/"):
        return headers
    return {name: value for name, value in headers.items() if name.lower() != "authorization"}


def _bring(source: Source, offer: _Offer, blob: Path, progress: Progress) -> None:
    """Fetch, verify, and put into place as a whole; one process at a time fetches a blob."""
    partial = blob.with_name(f"{offer.etag}{PARTIAL}")
    with locked(partial) as file:
        if blob.exists():  # another process was quicker
            partial.unlink()
            return
        check_space(str(source), offer.size - file.seek(0, os.SEEK_END))
        with _errors_in_sentences(source):
            _download(offer, file, source.file or "", progress)
        file.flush()
        _verify(source, offer, partial)
        put_into_place(file, partial, blob)


def _download(offer: _Offer, file: IO[bytes], name: str, progress: Progress) -> None:
    from huggingface_hub.file_download import http_get

    have = file.seek(0, os.SEEK_END)
    if have > offer.size:
        have = file.truncate(0)
    bar = type("_Bar", (_Bar,), {"name": name, "report": staticmethod(progress)})
    http_get(
        offer.url,
        file,
        resume_size=have,
        headers=offer.headers,
        expected_size=offer.size,
        displayed_filename=name,
        tqdm_class=bar,
    )


class _Bar:
    """A tqdm bar for huggingface_hub that hands its figures to a Progress."""

    name: str
    report: Progress

    def __init__(self, *_: Any, total: int | None = None, initial: int = 0, **__: Any) -> None:
        self.total, self.done = total or 0, initial
        self.update(0)

    def update(self, count: float = 1) -> None:
        self.done += int(count)
        self.report(self.name, self.done, self.total)

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing to close."""


def _verify(source: Source, offer: _Offer, path: Path) -> None:
    """Compare the checksum with the model file's, and with the hub's, whose etag often is one."""
    expected = [source.sha256, offer.etag if _SHA256.fullmatch(offer.etag) else None]
    if not any(expected):
        return
    digest = sha256_of(path)
    if all(digest == wanted for wanted in expected if wanted):
        return
    path.unlink()
    raise EngineUnavailable(
        f"{source.repo}/{source.file} came with checksum {digest}, which is not the expected one; "
        "run the pull again. If it fails again, correct 'revision' and 'sha256' in the model file."
    )


@contextmanager
def _errors_in_sentences(source: Source) -> Iterator[None]:
    """Raise what goes wrong at the hub as EngineUnavailable that names the remedy."""
    try:
        from huggingface_hub import errors
    except ModuleNotFoundError as error:
        raise EngineUnavailable(
            f"Fetching weights needs huggingface_hub; {install_advice('speechlm')}."
        ) from error
    try:
        yield
    except errors.HfHubHTTPError as error:
        raise EngineUnavailable(_refusal(error, source)) from error
    except errors.OfflineModeIsEnabled as error:
        raise EngineUnavailable(
            "HF_HUB_OFFLINE forbids asking the hub; unset it and run the pull again."
        ) from error
    except errors.HTTPError as error:
        raise EngineUnavailable(
            f"The hub at {endpoint()} can't be reached; check the network, or set HF_ENDPOINT to a "
            "mirror, and run the pull again: it goes on where it stopped."
        ) from error
    except OSError as error:
        raise EngineUnavailable(
            f"{source.repo}/{source.file} did not arrive complete ({str(error).splitlines()[0]}); "
            "run the pull again: it goes on where it stopped."
        ) from error


def _refusal(error: Any, source: Source) -> str:
    """What the hub's refusal means, by its class in huggingface_hub."""
    from huggingface_hub import errors

    repo, revision = source.repo, source.revision or "main"
    match error:
        case errors.RevisionNotFoundError():
            return f"{repo} has no revision '{revision}'; correct 'revision' in the model file."
        case errors.RemoteEntryNotFoundError():
            return (
                f"{repo} has no file '{source.file}' at revision '{revision}'; "
                "correct 'file' in the model file."
            )
        case errors.GatedRepoError():
            return (
                f"{repo} wants its terms accepted: do so at {endpoint()}/{repo}, log in with "
                "'hf auth login', and run the pull again."
            )
        case errors.RepositoryNotFoundError():
            return (
                f"{repo} does not exist or is private; correct 'repo' in the model file, or log in "
                "with 'hf auth login'."
            )
    code = error.response.status_code
    if code in (401, 403):
        return f"The hub refused {repo} ({code}); log in with 'hf auth login' and a valid token."
    return (
        f"The hub at {endpoint()} answered {code} for {repo}/{source.file}; run the pull again "
        "later: it goes on where it stopped."
    )
