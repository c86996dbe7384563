"""Results that are text: they wait in a temporary file, and go to the store one after the other.

Otherwise each would keep megabytes in memory while a long programme is written.
"""

import shutil
import tempfile
from contextlib import AbstractContextManager
from types import TracebackType

from voicefarm.store import BLOCK, Store
from voicefarm.store.writing import Bytes


class SpooledText(AbstractContextManager["SpooledText"]):
    """One result. It appears whole when its `with` block ends well, and otherwise not at all."""

    def __init__(self, store: Store, key: str, content_type: str) -> None:
        self._store = store
        self._key = key
        self._content_type = content_type
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the block

    def write(self, data: Bytes) -> int:
        """Append."""
        return self._file.write(data)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._file:
            if kind is None:
                self._publish()

    def _publish(self) -> None:
        self._file.seek(0)
        self._store.abandon(self._key)  # what a stitcher that was killed left of its upload
        with self._store.writer(self._key, self._content_type) as out:
            shutil.copyfileobj(self._file, out, BLOCK)
