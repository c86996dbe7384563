"""Registries: what there is of one kind, by name. An addition is its own file and one line."""

import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

from voicefarm.errors import UnknownName


class Registry:
    """The names of one kind of thing, and where each is defined; imported at its first use.

    Naming costs no import, so settings can be checked without the libraries of their choices.
    """

    def __init__(self, kind: str, places: Mapping[str, str]) -> None:
        """`kind` is how errors call an entry; `places` are `package.module:attribute` by name."""
        self._kind = kind
        self._places = dict(places)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def check(self, name: str) -> str:
        """The name again. Raises UnknownName, which names the nearest one, if it has no entry."""
        if name not in self._places:
            raise UnknownName.of(self._kind, name, self._places)
        return name

    def load(self, name: str) -> Any:
        """The entry called `name`. Raises UnknownName."""
        return pkgutil.resolve_name(self._places[self.check(name)])
