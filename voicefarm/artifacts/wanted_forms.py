"""The files of a programme that a job is to have: its manifest's, and those that were wanted later.

A manifest never changes. A form that is wanted later is an empty object under `wanted/`. So two
who want different forms at once don't overwrite each other's wish.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from voicefarm.artifacts.keys import chapter_index_key, programme_key, wanted_key, wanted_prefix
from voicefarm.forms import SUFFIXES, Output
from voicefarm.messages import JobSpec, Manifest
from voicefarm.store import Store

CHAPTERS = "chapters."
"""What the name of a set of files, one for each chapter, begins with: `chapters.mp3`."""


@dataclass(frozen=True, slots=True)
class WantedForms:
    """Forms of the whole, and forms of its chapters, one file each."""

    outputs: tuple[Output, ...] = ()
    chapter_outputs: tuple[Output, ...] = ()

    @classmethod
    def named(cls, names: Iterable[str]) -> "WantedForms":
        """From names such as `mp3` and `chapters.mp3`."""
        known = dict.fromkeys(names)
        whole = tuple(SUFFIXES[name] for name in known if name in SUFFIXES)
        parts = [name.removeprefix(CHAPTERS) for name in known if name.startswith(CHAPTERS)]
        return cls(whole, tuple(SUFFIXES[name] for name in parts))

    @classmethod
    def of(cls, spec: JobSpec) -> "WantedForms":
        """Those of a request."""
        return cls(spec.outputs, spec.chapter_outputs)

    @property
    def names(self) -> tuple[str, ...]:
        """`mp3`, `chapters.mp3` and the like."""
        return (*self.outputs, *(f"{CHAPTERS}{form}" for form in self.chapter_outputs))

    def __bool__(self) -> bool:
        return bool(self.outputs or self.chapter_outputs)


def want_forms(store: Store, known: Manifest, wanted: WantedForms) -> None:
    """Note the forms that the job's manifest lacks."""
    for name in wanted.names:
        if name not in WantedForms.of(known.spec).names:
            store.put(wanted_key(known.job, name), b"{}")


def wanted_forms(store: Store, manifest: Manifest) -> WantedForms:
    """All the forms that the job is to have."""
    prefix = wanted_prefix(manifest.job)
    later = [key.removeprefix(prefix) for key in store.list(prefix)]
    return WantedForms.named((*WantedForms.of(manifest.spec).names, *later))


def missing_forms(store: Store, manifest: Manifest) -> WantedForms:
    """Those that aren't in the store yet."""
    return WantedForms.named(_missing(store, manifest))


def _missing(store: Store, manifest: Manifest) -> Iterator[str]:
    for name in wanted_forms(store, manifest).names:
        if store.size(ready_key(manifest.job, name)) is None:
            yield name


def ready_key(job: str, name: str) -> str:
    """The object that appears last of a form: if it is there, the form is whole."""
    if name.startswith(CHAPTERS):
        return chapter_index_key(job, name.removeprefix(CHAPTERS))
    return programme_key(job, name)
