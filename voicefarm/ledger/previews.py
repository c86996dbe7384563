"""Previews: a chunk's sound on its way to a listener, before its take is there.

Only for the chunk that a listener comes to next, and only while it asks. No result
depends on a preview: only the take counts. These two keys of a chunk expire by themselves:

    <ns>:job:<id>:ear:<index>      string there while somebody listens to the chunk
    <ns>:job:<id>:preview:<index>  stream its sound so far, piece by piece
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from redis.client import NEVER_DECODE
from redis.exceptions import RedisError

from voicefarm.artifacts.takes import Pcm
from voicefarm.ledger import Ledger
from voicefarm.ledger.client import translated
from voicefarm.ledger.records import ChunkRef
from voicefarm.ledger.wire import by_stream

ASKED_S = 15
"""Seconds after which a listener that hasn't asked again counts as gone, or as paused."""
KEPT_S = 30
"""Seconds that a preview outlives its last piece. By then its take exists, or is made anew."""
PIECES_KEPT = 500
"""More than any chunk has. It bounds a preview that workers begin again and again."""


@dataclass(frozen=True, slots=True)
class PreviewPiece:
    """Some of a chunk's sound."""

    start: int
    """The place of its first sample in the chunk."""
    pcm: Pcm
    last: bool = False
    """Whether the chunk ends with it."""


class Previews:
    """The previews of a farm, on the ledger's connections. Thread-safe.

    Every call raises RedisUnreachable when there is no server.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._redis: Any = ledger.client
        self._ns = ledger.namespace

    def ask(self, chunk: ChunkRef) -> None:
        """Say that somebody waits for the chunk's sound; to be said again meanwhile."""
        self._command("SET", self._key(chunk, "ear"), 1, "EX", ASKED_S)

    def asked(self, chunk: ChunkRef) -> bool:
        """Whether somebody waits for the chunk's sound."""
        return bool(self._command("EXISTS", self._key(chunk, "ear")))

    def add(self, chunk: ChunkRef, piece: PreviewPiece) -> None:
        """Append a piece; the oldest ones make room for it."""
        key = self._key(chunk, "preview")
        fields = ("start", piece.start, "last", int(piece.last), "pcm", _as_bytes(piece.pcm))
        # Both at once, because a stream that never got its end of life would stay.
        with _translated_errors(), self._redis.pipeline() as both:
            both.execute_command("XADD", key, "MAXLEN", "~", PIECES_KEPT, "*", *fields)
            both.execute_command("EXPIRE", key, KEPT_S)
            both.execute()

    def read(self, chunk: ChunkRef, after: str, wait_s: float) -> list[tuple[str, PreviewPiece]]:
        """The pieces behind the one whose id is `after` ("0" for all), each with its id.

        Waits up to `wait_s` for the first; none if there is none by then.
        """
        key = self._key(chunk, "preview")
        return _pieces(self._wait({key: after}, wait_s).get(key, ()))

    def read_or_change(
        self, chunk: ChunkRef, after: str, change: str, wait_s: float
    ) -> tuple[list[tuple[str, PreviewPiece]], str]:
        """The same; it waits no longer than until the job changes.

        `change` is the id of the job's last change that is known, at first "0". The second value is
        the id of the newest.
        """
        key, of_job = self._key(chunk, "preview"), f"{self._ns}:job:{chunk.job}:events"
        streams = self._wait({key: after, of_job: change}, wait_s)
        changes = streams.get(of_job, ())
        newest = changes[-1][0].decode() if changes else change
        return _pieces(streams.get(key, ())), newest

    def _wait(self, places: Mapping[str, str], wait_s: float) -> dict[str, Any]:
        """The entries behind places in streams, by the streams' keys."""
        block = ("BLOCK", round(wait_s * 1000)) if wait_s else ()
        answer = self._command(
            "XREAD", *block, "STREAMS", *places, *places.values(), **{NEVER_DECODE: True}
        )
        return {key.decode(): entries for key, entries in by_stream(answer).items()}

    def _key(self, chunk: ChunkRef, part: str) -> str:
        return f"{self._ns}:job:{chunk.job}:{part}:{chunk.index}"

    def _command(self, *arguments: object, **options: object) -> Any:
        with _translated_errors():
            return self._redis.execute_command(*arguments, **options)


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Turn Redis's errors into voicefarm's."""
    try:
        yield
    except RedisError as error:
        raise translated(error) from error


def _pieces(entries: Iterable[Any]) -> list[tuple[str, PreviewPiece]]:
    return [(id_.decode(), _piece(fields)) for id_, fields in entries]


def _as_bytes(pcm: Pcm) -> bytes:
    return pcm.astype("<i2").tobytes()


def _piece(fields: dict[bytes, bytes]) -> PreviewPiece:
    pcm = np.frombuffer(fields[b"pcm"], "<i2").astype(np.int16)
    return PreviewPiece(int(fields[b"start"]), pcm, last=fields[b"last"] == b"1")
