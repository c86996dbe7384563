"""What was measured of a model, kept where it outlives the ledger of a private farm."""

from pydantic import ValidationError

from voicefarm.artifacts.keys import rates_key
from voicefarm.errors import ObjectMissing
from voicefarm.messages import ModelRates
from voicefarm.store import JSON, Store

MOST_AUDIO_S = 36_000.0
"""Past so much audio what was measured long ago counts half."""


def read_rates(store: Store, model: str) -> ModelRates:
    """What is kept of the model; empty if that is nothing. Raises StoreUnreachable."""
    try:
        return ModelRates.of_any_version(store.get(rates_key(model)))
    except (ObjectMissing, ValidationError):
        return ModelRates()


def keep_rates(store: Store, model: str, measured: ModelRates) -> None:
    """Add what was measured to what is kept. Raises StoreUnreachable."""
    if not (measured.paces or measured.audio_s):
        return
    kept = read_rates(store, model)
    if kept.audio_s > MOST_AUDIO_S:
        kept = kept.halved()
    rates = kept.joined(measured)
    store.put(rates_key(model), rates.model_dump_json().encode(), JSON)
