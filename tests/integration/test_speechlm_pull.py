"""Weights come from a hub: a real HTTP server, huggingface_hub's real client."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.hub_server import COMMIT, HubServer, Repository
from voicefarm.errors import EngineUnavailable
from voicefarm.models import Model
from voicefarm.weights.places import cache_folder
from worker.engines.speechlm.settings import read_settings
from worker.engines.speechlm.weights import sources
from worker.model_files import hub
from worker.model_files.fetching import pull
from worker.model_files.local import resolve
from worker.model_files.source import Source

pytest.importorskip("huggingface_hub", reason="an extra: speechlm")

BIG = bytes(range(256)) * 4_000
HUGE = bytes(range(256)) * 100_000
"""25.6 MB: huggingface_hub writes in blocks of 10 MB."""
REPO = "someone/voice"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HubServer]:
    with HubServer() as running:
        running.repositories[REPO] = Repository(
            files={
                "model.gguf": BIG,
                "huge.gguf": HUGE,
                "voices.json": b"{}",
                "codec/model.onnx": b"onnx",
            },
            large={"model.gguf", "huge.gguf"},
        )
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
        monkeypatch.setenv("HF_TOKEN", "hf_secret")
        yield running


def source(file: str = "model.gguf", **more: str) -> Source:
    return Source.model_validate({"repo": REPO, "file": file, **more})


def model(**more: str) -> Model:
    return Model.model_validate(
        {
            "name": "voice",
            "engine": "speechlm",
            "description": "",
            "licence": "",
            "sample_rate": 24_000,
            "budget": 256,
            "voices": {"a": {"languages": ["en"]}},
            "default_voices": {"en": "a"},
            "settings": {
                "prompt_format": "compact",
                "phonemizer": "none",
                "weights": {"repo": REPO, "file": "model.gguf", **more},
                "codec": {"kind": "neucodec", "repo": REPO, "file": "codec/model.onnx"},
                "voices_file": {"repo": REPO, "file": "voices.json"},
            },
        }
    )


def requests(server: HubServer, method: str) -> list[str | None]:
    return [asked.range for asked in server.asked if asked.method == method]


def test_pull_brings_all_files_and_resolve_finds_them_without_asking(server: HubServer) -> None:
    files = pull(sources(read_settings(model())), "voice")
    assert set(files) == {"weights", "codec", "voices_file"}
    assert files["weights"].read_bytes() == BIG
    assert files["codec"].read_bytes() == b"onnx"
    server.asked.clear()
    assert resolve(source()) == files["weights"]
    assert server.asked == []


def test_huggingface_hub_finds_what_was_pulled(server: HubServer) -> None:
    from huggingface_hub import try_to_load_from_cache

    pulled = hub.fetch(source())
    found = try_to_load_from_cache(REPO, "model.gguf", cache_dir=cache_folder())
    assert isinstance(found, str)
    assert Path(found) == pulled


def test_what_huggingface_hub_fetched_is_found(server: HubServer) -> None:
    from huggingface_hub import hf_hub_download

    theirs = hf_hub_download(
        REPO, "model.gguf", cache_dir=cache_folder(), endpoint=server.url, token=False
    )
    assert hub.cached(source()) == Path(theirs)
    server.asked.clear()
    hub.fetch(source())
    assert requests(server, "GET") == []


def test_progress_reaches_the_size(server: HubServer) -> None:
    told: list[tuple[str, int, int]] = []
    hub.fetch(source(), lambda *said: told.append(said))
    assert told[0] == ("model.gguf", 0, len(BIG))
    assert told[-1] == ("model.gguf", len(BIG), len(BIG))


def test_the_token_goes_to_the_hub_and_not_to_the_storage_service(server: HubServer) -> None:
    hub.fetch(source())
    asked = {request.path.split("/")[1]: request.authorization for request in server.asked}
    assert asked["someone"] == "Bearer hf_secret"
    assert asked["storage"] is None


def test_a_dropped_connection_goes_on_where_it_broke(server: HubServer) -> None:
    server.cut_after = 15_000_000
    assert hub.fetch(source("huge.gguf")).read_bytes() == HUGE
    first, second = requests(server, "GET")
    assert first is None
    assert second is not None
    assert second != "bytes=0-"


def test_a_killed_download_goes_on_in_the_next_process(
    server: HubServer,
) -> None:
    reached, release = threading.Event(), threading.Event()

    def hold(sent: int) -> None:
        if sent >= 21_000_000 and not release.is_set():
            reached.set()
            release.wait(20)

    server.hold = hold
    program = (
        "from worker.model_files import hub\n"
        "from worker.model_files.source import Source\n"
        f"hub.fetch(Source(repo={REPO!r}, file='huge.gguf'))"
    )
    child = subprocess.Popen([sys.executable, "-c", program], env=os.environ | _import_path())
    assert reached.wait(20)
    child.send_signal(signal.SIGKILL)
    child.wait()
    release.set()
    (partial,) = cache_folder().rglob("*.voicefarm-partial")
    kept = partial.stat().st_size
    server.asked.clear()
    assert kept > 0
    assert hub.fetch(source("huge.gguf")).read_bytes() == HUGE
    assert requests(server, "GET") == [f"bytes={kept}-"]
    assert not list(cache_folder().rglob("*.voicefarm-partial"))


def _import_path() -> dict[str, str]:
    return {"PYTHONPATH": str(Path(__file__).parents[2])}


def test_a_moved_branch_is_fetched_again_and_a_commit_never(server: HubServer) -> None:
    old = hub.fetch(source())
    repository = server.repositories[REPO]
    repository.files["model.gguf"] = BIG[:-1]
    repository.revisions["main"] = "f" * 40
    assert hub.fetch(source()).read_bytes() == BIG[:-1]
    assert hub.fetch(source(revision=COMMIT)) == old
    assert old.read_bytes() == BIG


def test_the_model_files_checksum_is_verified(server: HubServer) -> None:
    good = hashlib.sha256(BIG).hexdigest()
    assert hub.fetch(source(sha256=good)).read_bytes() == BIG


def test_a_wrong_checksum_leaves_nothing_behind(server: HubServer) -> None:
    with pytest.raises(EngineUnavailable, match="checksum"):
        hub.fetch(source(sha256="0" * 64))
    assert hub.cached(source()) is None
    assert not list(cache_folder().rglob("*.voicefarm-partial"))


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        ((403, "GatedRepo"), "wants its terms accepted: do so at http"),
        ((401, "GatedRepo"), "wants its terms accepted: do so at http"),
        ((404, "RepoNotFound"), "does not exist or is private"),
        ((403, ""), "refused someone/voice .403.; log in"),
        ((503, ""), "answered 503 for someone/voice/model.gguf; run the pull again later"),
    ],
)
def test_a_refusal_says_what_to_do(
    server: HubServer, refusal: tuple[int, str], sentence: str
) -> None:
    server.repositories[REPO].refusal = refusal
    with pytest.raises(EngineUnavailable, match=sentence) as caught:
        hub.fetch(source())
    assert "\n" not in str(caught.value)


def test_an_unknown_repository_revision_or_file_is_named(server: HubServer) -> None:
    with pytest.raises(EngineUnavailable, match="nobody/x does not exist or is private"):
        hub.fetch(Source(repo="nobody/x", file="model.gguf"))
    with pytest.raises(EngineUnavailable, match="has no revision 'v9'; correct 'revision'"):
        hub.fetch(source(revision="v9"))
    with pytest.raises(EngineUnavailable, match=r"has no file 'x\.gguf' at revision 'main'"):
        hub.fetch(source("x.gguf"))


def test_a_server_that_is_no_hub_is_said_to_be_none(server: HubServer) -> None:
    server.repositories[REPO].revisions = {"main": ""}
    with pytest.raises(EngineUnavailable, match="does not answer as a model hub"):
        hub.fetch(source("voices.json"))


def test_without_a_network_the_endpoint_is_named(
    server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(EngineUnavailable, match=r"127\.0\.0\.1:9 can't be reached; check"):
        hub.fetch(source())


def test_a_missing_file_names_the_command(server: HubServer) -> None:
    with pytest.raises(EngineUnavailable, match="run voicefarm models pull voice"):
        resolve(source(), "voice")
    assert server.asked == []


def test_a_local_path_needs_no_hub(server: HubServer, tmp_path: Path) -> None:
    (tmp_path / "own.gguf").write_bytes(b"x")
    assert resolve(Source(path=tmp_path / "own.gguf")) == tmp_path / "own.gguf"
    with pytest.raises(
        EngineUnavailable, match=r"There is no file .*; bring it there .*, or correct 'path'"
    ):
        resolve(Source(path=tmp_path / "none.gguf"))
    assert server.asked == []
