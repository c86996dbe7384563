"""A store that stops where a test wants it to, and goes on when the test lets it."""

import threading
from pathlib import Path
from typing import Any

from tests.kit.waiting import PATIENCE_S
from voicefarm.store.directory import DirectoryStore
from voicefarm.store.writing import Bytes, StreamWriter


class SlowStore(DirectoryStore):
    """Stops at one kind of call until it is let go on, as a store far away may do."""

    def __init__(self, root: Path, stops_at: str) -> None:
        super().__init__(root)
        self._stops_at = stops_at
        self.reached, self.go_on = threading.Event(), threading.Event()

    def come_to(self, place: str) -> None:
        """Wait here if this is the place."""
        if place == self._stops_at:
            self.reached.set()
            assert self.go_on.wait(PATIENCE_S)

    def get(self, key: str) -> bytes:
        """Read, at a take's audio perhaps slowly."""
        if key.endswith(".flac"):
            self.come_to("reading a take")
        return super().get(key)

    def writer(self, key: str, content_type: str = "") -> StreamWriter:
        """Write the programme, perhaps slowly."""
        writer = super().writer(key, content_type)
        if "programme" in key:
            writer._sink = SlowSink(writer._sink, self)
        return writer


class SlowSink:
    """The slow store's end of a writer."""

    def __init__(self, sink: Any, store: SlowStore) -> None:
        self._sink, self._store = sink, store

    def append(self, number: int, part: Bytes) -> None:
        self._store.come_to("sending a part")
        self._sink.append(number, part)

    def put_whole(self, data: Bytes) -> None:
        self.finish(data)

    def finish(self, head: Bytes) -> None:
        self._store.come_to("publishing")
        self._sink.finish(head)

    def abort(self) -> None:
        self._sink.abort()
