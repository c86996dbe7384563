"""What the report says of each chunk, and of the whole, counted while a programme is written."""

from voicefarm.ledger.records import ChunkStats
from voicefarm.messages import CueFit, Manifest, Pace, ReportChunk, ReportSummary, pace_place
from voicefarm.spoken.phonemes import without_phonemes
from voicefarm.spoken.syllables import spoken_syllables
from worker.programme.plan import Placed, Plan


class Totals:
    """Counts for the report while a programme is written."""

    def __init__(self, manifest: Manifest, plan: Plan) -> None:
        self._manifest = manifest
        self._plan = plan
        self._reused = 0
        self._flagged = 0
        self._remade = 0
        self._gaps = 0
        self._synthesis_s = 0.0
        self._paces: dict[str, Pace] = {}
        self._guest_paces: dict[str, dict[str, Pace]] = {}
        self._overruns = 0
        self._longest: CueFit | None = None

    def line(self, placed: Placed, stats: ChunkStats) -> ReportChunk:
        """The report's line on a chunk."""
        self._reused += stats.reused
        self._flagged += bool(placed.findings)
        self._remade += bool(placed.rejected)
        self._gaps += placed.gap is not None
        if placed.cue and placed.cue.over_ms:
            self._overruns += 1
            self._longest = max(filter(None, (self._longest, placed.cue)), key=_over_ms)
        self._synthesis_s += stats.synthesis_s
        if placed.gap is None:
            self._hear(placed)
        spec = self._manifest.spec
        return ReportChunk(
            index=placed.chunk.index,
            text_start=placed.chunk.start,
            text_end=placed.chunk.end,
            take=placed.take,
            start_sample=placed.place.start,
            end_sample=placed.place.end,
            synthesis_s=stats.synthesis_s,
            attempts=stats.attempts,
            reused=stats.reused,
            text=placed.chunk.visible,
            speaker=placed.chunk.speaker,
            language=spec.delivery_of(placed.chunk).language,
            findings=placed.findings,
            rejected=placed.rejected,
            voiced=placed.sound.voiced,
            transcript=placed.transcript,
            hearing=placed.hearing,
            mos=placed.mos,
            gap=placed.gap,
            cue=placed.cue,
        )

    def _hear(self, placed: Placed) -> None:
        """Count how long the voice spoke."""
        spec = self._manifest.spec
        recipe = spec.recipe_of(placed.chunk)
        place = pace_place(recipe.voice, recipe.language)
        samples = placed.cut.end - placed.cut.start
        seconds = samples / spec.sample_rate * recipe.speed
        text = without_phonemes(placed.chunk.text)
        spoken = Pace(syllables=spoken_syllables(text, recipe.language), speech_s=seconds)
        is_guest = recipe.model != spec.recipe.model
        paces = self._guest_paces.setdefault(recipe.model, {}) if is_guest else self._paces
        paces[place] = paces.get(place, Pace()).joined(spoken)

    def summary(self) -> ReportSummary:
        """The programme so far."""
        spec = self._manifest.spec
        return ReportSummary(
            job=self._manifest.job,
            title=spec.title,
            model=spec.recipe.model,
            voice=spec.recipe.voice,
            language=spec.recipe.language,
            sample_rate=spec.sample_rate,
            samples=self._plan.length,
            duration_s=self._plan.length / spec.sample_rate,
            chunks=self._manifest.chunks,
            reused=self._reused,
            gaps=self._gaps,
            synthesis_s=round(self._synthesis_s, 3),
            flagged=self._flagged,
            remade=self._remade,
            gains_db=dict(self._plan.gains_db),
            chapters=self._plan.chapters,
            paces=self._paces,
            guest_paces=self._guest_paces,
            omissions=self._manifest.omissions,
            overruns=self._overruns,
            longest_overrun=self._longest,
        )


def _over_ms(cue: CueFit) -> int:
    return cue.over_ms
