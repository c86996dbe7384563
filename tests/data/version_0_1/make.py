"""How the files of this folder were made, by version 0.1 at commit 8e7d56a. Kept as a record.

It ran once, from the root of a clone of that commit with all its extras:

    python -m tests.data.version_0_1.make

It uses that version's own names, so it need not run on a later one.
"""

import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
import soxr
from redis import Redis
from tests.commands import Commands
from tests.valkey_server import ValkeyServer

from producer.cli import main as main_command
from voicefarm.settings import load_settings

HERE = Path(__file__).parent
NAMESPACE = "old"
HOST = "old-host"
"""In place of the name of the machine on which it ran."""
CHUNKS = {"VOICEFARM_QUEUES": "chunks"}
STITCH = {"VOICEFARM_QUEUES": "stitch"}
JOBS: dict[str, list[str]] = json.loads((HERE / "jobs.json").read_text("utf-8"))
SPECS: dict[str, list[str]] = json.loads((HERE / "specs.json").read_text("utf-8"))
ZOE = {"codes": [3, 1, 4, 1, 5, 9, 2, 6], "text": "What Zoe said once.", "description": ""}
TIMES = {"starts", "created", "finished", "last", "from"}
"""Fields of the ledger's hashes that hold a time."""
KEPT_WHOLE = {"m4b", "opus", "srt", "vtt", "json"}
"""Results that are kept as they are; of the others the digest is."""


class Old:
    """The version before, with a store and a Redis of its own."""

    def __init__(self, folder: Path, server: ValkeyServer, namespace: str, store: Path) -> None:
        self.folder = folder
        self.store = store
        self.namespace = namespace
        self.redis: Any = Redis.from_url(server.url)
        settings = {
            "VOICEFARM_REDIS_URL": server.url,
            "VOICEFARM_STORE": str(store),
            "VOICEFARM_NAMESPACE": namespace,
            "VOICEFARM_MODELS_DIR": str(HERE / "models"),
            "VOICEFARM_HEARTBEAT_S": "0.2",
            "VOICEFARM_LEASE_S": "3",
        }
        self.commands = Commands(HERE / "texts", settings)

    def command(self, *arguments: str) -> Any:
        """Run a command that has to succeed."""
        return self.commands.json(*arguments)

    def submit(self, name: str) -> str:
        """Submit one of the jobs; its id."""
        job: str = self.command("submit", *JOBS[name])["job"]
        return job

    def submit_at_once(self, name: str) -> int:
        """Submit a job whose id is its name, without the time that a command takes to start.

        It goes on in another process, whose id is returned.
        """
        if child := os.fork():
            return child
        os.environ.update(self.commands.settings)
        os.chdir(self.commands.folder)
        sys.argv = ["voicefarm", "submit", *JOBS[name]]
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - ends with this process
        try:
            main_command()
        finally:
            os._exit(0)

    def worker(self, *arguments: str, **settings: str) -> Any:
        """A running worker, which is killed at the end of the block."""
        commands = Commands(self.folder, {**self.commands.settings, **settings})
        return commands.worker(*arguments)

    def field(self, job: str, name: str) -> str:
        """A field of the job in the ledger."""
        value: bytes | None = self.redis.hget(f"{self.namespace}:job:{job}", name)
        return (value or b"").decode()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait, as closely as can be."""
        end = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < end, "It did not come about."


def main() -> None:
    """Make everything anew."""
    with tempfile.TemporaryDirectory(prefix="old-") as name:
        folder = Path(name)
        server = ValkeyServer(folder)
        server.start()
        try:
            _make(folder, server)
        finally:
            server.kill()


def _make(folder: Path, server: ValkeyServer) -> None:
    old = Old(folder, server, NAMESPACE, folder / "store")
    _put_zoe(old.store)
    ids = {"half-done": _half_done(folder, server, old.store)}
    ids |= _ended(old)
    ids |= _in_the_middle(old)
    listed = {status["job"]: status for status in old.command("list")}
    shutil.rmtree(HERE / "store", ignore_errors=True)
    shutil.copytree(old.store, HERE / "store")
    expected = _finished(old, ids)
    _write_json("listed.json", {name: listed[job] for name, job in ids.items() if job in listed})
    _write_json("expected.json", expected)
    _write_json("expected_specs.json", _specs(folder, server))
    _write_json("fingerprints.json", _fingerprints(folder, server))
    _write_json("made_by.json", _made_by())


def _half_done(folder: Path, server: ValkeyServer, store: Path) -> str:
    """A job whose worker was killed, and whose Redis is gone."""
    lost = Old(folder, server, "lost", store)
    job = lost.submit("half-done")
    with lost.worker("--model", "murmur", "--slots", "1") as worker:
        lost.until(lambda: int(lost.field(job, "done")) >= 6)
        os.kill(worker.pid, signal.SIGKILL)
    return job


def _ended(old: Old) -> dict[str, str]:
    ids = {name: old.submit(name) for name in ("finished", "failed", "cancelled")}
    old.command("cancel", ids["cancelled"])
    with old.worker("--model", "murmur") as worker:
        old.command("wait", ids["finished"])
        old.until(lambda: old.field(ids["failed"], "state") == "failed")
        worker.send_signal(signal.SIGTERM)
        worker.wait()
    return ids


def _in_the_middle(old: Old) -> dict[str, str]:
    """Workers of every kind at work, killed one after the other."""
    with (
        old.worker(**STITCH, VOICEFARM_SLOTS="1", VOICEFARM_LEASE_S="6") as stitcher,
        old.worker("--model", "espeak", **CHUNKS) as speaker,
        old.worker("--model", "murmur", "--slots", "3", **CHUNKS) as worker,
    ):
        old.submit_at_once("orphaned-stitch")
        old.until(lambda: bool(old.field("orphaned-stitch", "stitcher")))
        os.kill(stitcher.pid, signal.SIGKILL)
        stitcher.wait()
        assert old.field("orphaned-stitch", "state") == "stitching"
        old.submit_at_once("spoken")
        old.submit_at_once("night-shift")
        old.until(lambda: bool(old.redis.llen("old.celery.old.stitch")))
        os.kill(speaker.pid, signal.SIGKILL)
        old.until(
            lambda: (
                old.field("night-shift", "gaps") == "1"
                and int(old.field("night-shift", "done")) >= 5
                and old.redis.zcard("old:model:murmur:leases") >= 2
            )
        )
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        os.waitpid(old.submit_at_once("hurried"), 0)
        # The leases of the dead have not ended yet.
        dump = list(_dumped(old))
        _write("redis.jsonl", "".join(json.dumps(line) + "\n" for line in dump))
    assert old.redis.llen("old.celery.old.chunks.murmur"), "no chunk is queued"
    assert old.redis.llen("old.celery.old.stitch"), "no stitch is queued"
    assert any("leases" in key and at["now"] > 0 for _, key, at, *_ in dump if "leases" in key)
    return {name: name for name in ("orphaned-stitch", "spoken", "night-shift", "hurried")}


def _dumped(old: Old) -> list[list[Any]]:
    """Redis commands that bring all keys back; times and TTLs are seen from now."""
    seconds, microseconds = old.redis.time()
    now = seconds + microseconds / 1e6
    keys = sorted(key.decode() for key in old.redis.scan_iter(f"{NAMESPACE}*"))
    return [command for key in keys for command in _commands(old.redis, key, now)]


def _commands(redis: Any, key: str, now: float) -> list[list[Any]]:
    kind = redis.type(key).decode()
    key, source = key.replace(socket.gethostname(), HOST), key
    made: list[list[Any]] = []
    if kind == "string":
        value = redis.get(source)
        packed = key.endswith((":done", ":facts"))
        made = [["SET", key, {"hex": value.hex()} if packed else _value(value)]]
    elif kind == "hash":
        fields = redis.hgetall(source).items()
        parts = [(_value(name), value) for name, value in fields]
        flat = [x for name, value in parts for x in (name, _field(str(name), value, now))]
        made = [["HSET", key, *flat]]
    elif kind == "list":
        made = [["RPUSH", key, *map(_value, redis.lrange(source, 0, -1))]]
    elif kind == "set":
        made = [["SADD", key, *sorted(map(_value, redis.smembers(source)), key=str)]]
    elif kind == "zset":
        pairs = redis.zrange(source, 0, -1, withscores=True)
        made = [["ZADD", key, *[x for name, at in pairs for x in (_time(at, now), _value(name))]]]
    elif kind == "stream":
        made = [
            ["XADD", key, _value(id_), *[_value(x) for pair in fields.items() for x in pair]]
            for id_, fields in redis.xrange(source)
        ]
    if (left := redis.pttl(source)) > 0:
        made.append(["PEXPIRE", key, left])
    return made


def _value(data: bytes) -> Any:
    try:
        return data.decode().replace(socket.gethostname(), HOST)
    except UnicodeDecodeError:
        return {"hex": data.hex()}


def _field(name: str, data: bytes, now: float) -> Any:
    return _time(float(data), now) if name in TIMES else _value(data)


def _time(score: float, now: float) -> Any:
    """A time as seconds from now; a negative score is a time that counts backwards."""
    if abs(score) < 1e9:
        return score
    if score < 0:
        return {"minus now": -score - now}
    return {"now": score - now}


def _finished(old: Old, ids: dict[str, str]) -> dict[str, Any]:
    """What the version before makes of it all."""
    old.command("resume", ids["half-done"])
    with old.worker("--model", "murmur", "--slots", "6"):
        return {
            name: _results(old, name, job)
            for name, job in ids.items()
            if name not in ("failed", "cancelled")
        }


def _results(old: Old, name: str, job: str) -> dict[str, Any]:
    status = old.command("wait", job)
    files = sorted((old.store / "jobs" / job).glob("[pcr]*.*"))
    kept = HERE / "results" / name
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    for file in files:
        if file.suffix[1:] in KEPT_WHOLE:
            shutil.copy(file, kept)
    digests = {
        file.name: sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.suffix != ".html" and not file.name.startswith("cover")
    }
    return {"job": job, "status": status, "sha256": digests}


def _specs(folder: Path, server: ValkeyServer) -> dict[str, Any]:
    """What becomes of each spec: its job, its files, its takes."""
    old = Old(folder, server, "specs", folder / "specs")
    _put_zoe(old.store)
    jobs = {name: old.command("submit", *SPECS[name])["job"] for name in SPECS}
    made = {}
    with old.worker("--model", "murmur", "--slots", "8"):
        for name, job in jobs.items():
            files = old.store / "jobs" / job
            pages = sorted((files / "chunks").iterdir())
            made[name] = {
                "job": job,
                "manifest": (files / "manifest.json").read_text("utf-8"),
                "pages": [sha256(page.read_bytes()).hexdigest() for page in pages],
            }
            if "murmur" in SPECS[name]:
                old.command("wait", job)
                report = json.loads((files / "report.json").read_text("utf-8"))
                made[name]["takes"] = [chunk["take"] for chunk in report["chunks"]]
    return made


def _fingerprints(folder: Path, server: ValkeyServer) -> dict[str, dict[str, dict[str, str]]]:
    """Of every voice of the shipped models, and of an enrolled one."""
    old = Old(folder, server, "prints", folder / "prints")
    _put_zoe(old.store)
    prints: dict[str, dict[str, dict[str, str]]] = {}
    for name, model in load_settings().catalogue().items():
        voices = {voice: known.languages[0] for voice, known in model.voices.items()}
        if model.enrols:
            voices["zoe"] = model.enrols.languages[0]
        for voice, language in voices.items():
            chosen = ("--model", name, "--voice", voice, "--language", language)
            job = old.command("submit", "dropped.txt", *chosen)["job"]
            manifest = json.loads((old.store / "jobs" / job / "manifest.json").read_text("utf-8"))
            known = {"language": language} | {
                "fingerprint": manifest["spec"]["recipe"]["fingerprint"]
            }
            prints.setdefault(name, {})[voice] = known
    return prints


def _put_zoe(store: Path) -> None:
    folder = store / "voices" / "neucodec"
    folder.mkdir(parents=True)
    (folder / "zoe.json").write_text(json.dumps(ZOE))


def _made_by() -> dict[str, str]:
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    return {
        "commit": commit,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "numpy": np.__version__,
        "libsndfile": soundfile.__libsndfile_version__,
        "soxr": soxr.__libsoxr_version__,
        "av": av.__version__,
    }


def _write_json(name: str, value: Any) -> None:
    _write(name, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _write(name: str, text: str) -> None:
    (HERE / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
