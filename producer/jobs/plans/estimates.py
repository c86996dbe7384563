"""What a job will be: minutes of audio, core-hours and bytes, from what was measured of its model.

The text is taken as it is spoken, so a price counts as the words that it is read as. How long a
syllable takes is known of each voice and language from the programmes that were made.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from producer.jobs.submission import PreparedJob
from voicefarm.artifacts.rates import read_rates
from voicefarm.languages import Language
from voicefarm.ledger import Ledger
from voicefarm.messages import Chunk, JobSpec, ModelRates, Pace, pace_place
from voicefarm.models import Catalogue, Model
from voicefarm.settings import Settings
from voicefarm.spoken.phonemes import without_phonemes
from voicefarm.spoken.syllables import spoken_syllables
from voicefarm.store import Store

Basis = Literal["measured", "another voice", "model file", "guess"]
"""Where a figure comes from, the best first."""
BASES: tuple[Basis, ...] = ("measured", "another voice", "model file", "guess")
ENOUGH_SYLLABLES = 100
"""Less of a voice says little of its pace."""
ENOUGH_AUDIO_S = 20.0
USUAL_SYLLABLE_S = 0.21
"""Of an unhurried reader."""
TAKES_SHARE = 0.5
"""Bytes of the takes, 16-bit FLAC, as a share of the same sound in a WAV."""
TEXT_BYTES = 400
"""Of a chunk in its page, its take's metadata and the report, without its text."""
TEXT_COPIES = 5
"""How often a text is written: in its page, its take's metadata, the captions and the report."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one job, or several together, will be."""

    characters: int
    """Of the texts, as they are written."""
    spoken_characters: int
    """Of the texts, as they are spoken."""
    chunks: int
    audio_s: float
    core_s: float | None
    """CPU time of all workers together, seconds; None if nothing is known."""
    store_bytes: int
    """In the store: takes, texts and programmes."""
    basis: Basis
    """Where the pace comes from; the worst of all voices."""
    core_basis: Basis
    """Where the cost comes from."""

    def joined(self, other: "Estimate") -> "Estimate":
        """Both together."""
        core_s = self.core_s + other.core_s if None not in (self.core_s, other.core_s) else None  # type: ignore[operator]
        return Estimate(
            characters=self.characters + other.characters,
            spoken_characters=self.spoken_characters + other.spoken_characters,
            chunks=self.chunks + other.chunks,
            audio_s=self.audio_s + other.audio_s,
            core_s=core_s,
            store_bytes=self.store_bytes + other.store_bytes,
            basis=worst((self.basis, other.basis)),
            core_basis=worst((self.core_basis, other.core_basis)),
        )


NOTHING = Estimate(0, 0, 0, 0.0, 0.0, 0, "measured", "measured")


def known_rates(model: str, store: Store, ledger: Ledger | None) -> ModelRates:
    """What was measured of a model: on this farm, and by private farms on this store.

    Raises Unreachable.
    """
    kept = read_rates(store, model)
    return ledger.rates(model).joined(kept) if ledger else kept


def estimate(
    prepared: PreparedJob,
    model: Model,
    rates: ModelRates,
    guests: Mapping[str, tuple[Model, ModelRates]] = MappingProxyType({}),
) -> Estimate:
    """What the job will be, if all of it has to be made; `guests` are its further models."""
    spec, manifest = prepared.manifest.spec, prepared.manifest
    models = {spec.recipe.model: (model, rates), **guests}
    made_s, characters, written, bases = Counter[str](), 0, 0, set[Basis]()
    pause_s = 0.0
    for chunk in chunks_of(prepared):
        recipe = spec.recipe_of(chunk)
        text = without_phonemes(chunk.text)
        pace_s, basis = _pace(recipe.voice, recipe.language, *models[recipe.model])
        spoken_s = spoken_syllables(text, recipe.language) * pace_s / recipe.speed
        made_s[recipe.model] += pause_s + spoken_s  # type: ignore[assignment]
        pause_s = spec.pause_after(chunk) / spec.sample_rate
        characters += len(text)
        written += len(chunk.text.encode())
        bases.add(basis)
    audio_s = float(made_s.total())
    if spec.cues:  # most of a dubbing track may be silence
        audio_s = spec.cues.length_ms / 1000
    core_s, core_basis = _cores_s(models, made_s)
    return Estimate(
        characters=manifest.characters,
        spoken_characters=characters,
        chunks=manifest.chunks,
        audio_s=audio_s,
        core_s=core_s,
        store_bytes=_bytes(spec, audio_s, manifest.chunks, written),
        basis=worst(bases),
        core_basis=core_basis,
    )


def worst(bases: Iterable[Basis]) -> Basis:
    """The basis that says least."""
    return max(bases, key=BASES.index, default="measured")


def chunks_of(prepared: PreparedJob) -> Iterable[Chunk]:
    """The chunks of a job that could be submitted."""
    return (
        Chunk.model_validate_json(line) for page in prepared.pages for line in page.splitlines()
    )


def _pace(voice: str, language: Language, model: Model, rates: ModelRates) -> tuple[float, Basis]:
    """Seconds per syllable of a voice, and where that is known from."""
    own = rates.paces.get(pace_place(voice, language))
    if own and own.syllables >= ENOUGH_SYLLABLES:
        return own.speech_s / own.syllables, "measured"
    others = _together(rates.paces, language)
    if others.syllables >= ENOUGH_SYLLABLES:
        return others.speech_s / others.syllables, "another voice"
    if language in model.usual.pace:
        return model.usual.pace[language], "model file"
    return USUAL_SYLLABLE_S, "guess"


def _together(paces: Mapping[str, Pace], language: Language) -> Pace:
    """What all voices have spoken in a language."""
    total = Pace()
    for place, pace in paces.items():
        if place.endswith(pace_place("", language)):
            total = total.joined(pace)
    return total


def _core_s(model: Model, rates: ModelRates) -> tuple[float | None, Basis]:
    """CPU seconds per second of audio; None if nothing is known."""
    if rates.audio_s >= ENOUGH_AUDIO_S and rates.core_s:
        return rates.core_s / rates.audio_s, "measured"
    if model.usual.core_s is not None:
        return model.usual.core_s, "model file"
    return None, "guess"


def _cores_s(
    models: Mapping[str, tuple[Model, ModelRates]], made_s: Mapping[str, float]
) -> tuple[float | None, Basis]:
    """CPU seconds for what each of the models makes; None if nothing is known of one."""
    costs = {name: _core_s(*models[name]) for name in made_s}
    basis = worst(basis for _, basis in costs.values())
    known = [core_s * made_s[name] for name, (core_s, _) in costs.items() if core_s is not None]
    return (sum(known) if len(known) == len(costs) else None), basis


def _bytes(spec: JobSpec, audio_s: float, chunks: int, written: int) -> int:
    takes = audio_s * spec.sample_rate * 2
    rate = spec.output_rate or spec.sample_rate
    programme = audio_s * rate * spec.channels * spec.bits / 8
    forms = sum(form.traits.usual_share for form in spec.outputs)
    return round(
        takes * TAKES_SHARE + programme * forms + chunks * TEXT_BYTES + TEXT_COPIES * written
    )


class Estimator:
    """Estimates jobs by what is known now. What it has read of a model it keeps; not for threads
    that want other models at once."""

    def __init__(
        self, catalogue: Catalogue, store: Store, ledger: Ledger | None, default: str
    ) -> None:
        """`default` names the model whose rates are read at once. Raises Unreachable."""
        self._catalogue = catalogue
        self._store = store
        self._ledger = ledger
        self._rates: dict[str, ModelRates] = {}
        self._rates_of(default)

    def of(self, prepared: PreparedJob) -> Estimate:
        """What the job will be. Raises Unreachable."""
        spec = prepared.manifest.spec
        (_, known), *guests = ((name, self._known(name)) for name in spec.models)
        return estimate(prepared, *known, dict(guests))

    def _known(self, model: str) -> tuple[Model, ModelRates]:
        return self._catalogue[model], self._rates_of(model)

    def _rates_of(self, model: str) -> ModelRates:
        if model not in self._rates:
            self._rates[model] = known_rates(model, self._store, self._ledger)
        return self._rates[model]


def estimator(settings: Settings, ledger: Ledger | None = None) -> Estimator:
    """One for the configured store, and for the farm if its ledger is given. Raises Unreachable."""
    return Estimator(settings.catalogue(), settings.open_store(), ledger, settings.model)


def wall_s(core_s: float, workers: int, cores: int) -> float:
    """Seconds that the workers need for the work, with all their cores busy."""
    return core_s / (workers * cores)
