"""Further forms of a programme that is made already, from its sound and not from its takes.

A lossless form has all of its sound. What was made without a lossy form may be louder in its peaks
than such a form should be, so those peaks are lowered first.
"""

from collections.abc import Callable
from contextlib import ExitStack

from voicefarm.artifacts.keys import programme_key
from voicefarm.artifacts.wanted_forms import WantedForms
from voicefarm.forms import LOSSLESS, Output
from voicefarm.messages import Manifest, ReportSummary
from voicefarm.store import Store
from worker.programme.chapter_files import ChapterFiles
from worker.programme.lease import Lease
from worker.programme.stored_sound import stored_sound
from worker.sound import Wave
from worker.sound.mastering import lossy_ceiling
from worker.sound.outputs import OutputFile
from worker.sound.peaks import PeakLimiter
from worker.sound.pictures import Picture
from worker.sound.programme_head import Programme


def lossless_form(store: Store, job: str) -> Output | None:
    """A form in the store from which others can be made; None if there is none."""
    here = (form for form in LOSSLESS if store.size(programme_key(job, form)) is not None)
    return next(here, None)


def write_further_forms(
    store: Store,
    manifest: Manifest,
    summary: ReportSummary,
    cover: Picture | None,
    source: Output,
    wanted: WantedForms,
    lease: Lease,
) -> None:
    """Write the wanted forms from the form `source`. Each appears whole or not at all.

    Raises ObjectMissing, StoreUnreachable, and what `lease` raises.
    """
    spec = manifest.spec
    programme = Programme(spec, summary.samples, summary.chapters, cover)
    ceiling = lossy_ceiling(spec)
    with ExitStack() as files, stored_sound(store, programme_key(manifest.job, source)) as sound:
        opened = _opened(store, manifest.job, programme, wanted, sound.rate, files)
        limiter = PeakLimiter(sound.rate, ceiling) if ceiling is not None else None
        for wave in sound.blocks():
            lease.keep()
            with lease.excused():
                _write(opened, wave, limiter.push(wave) if limiter else wave)
        if limiter:
            _write(opened, None, limiter.finish())
        lease.confirm()
        with lease.excused():
            files.close()


def _opened(
    store: Store, job: str, programme: Programme, wanted: WantedForms, rate: int, files: ExitStack
) -> list[tuple[Output, Callable[[Wave], None]]]:
    """How each form is written."""
    opened: list[tuple[Output, Callable[[Wave], None]]] = []
    for form in wanted.outputs:
        key = programme_key(job, form)
        store.abandon(key)
        file = files.enter_context(store.writer(key, form.traits.media_type))
        opened.append((form, files.enter_context(OutputFile(file, form, programme, rate)).write))
    for form in wanted.chapter_outputs:
        parts = files.enter_context(ChapterFiles(store, job, form, programme, rate))
        opened.append((form, parts.write))
    return opened


def _write(
    opened: list[tuple[Output, Callable[[Wave], None]]], exact: Wave | None, limited: Wave
) -> None:
    for form, write in opened:
        if form.traits.lossy:
            write(limited)
        elif exact is not None:
            write(exact)
