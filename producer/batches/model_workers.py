"""Which models speak a batch: without a farm, each of them gets a worker of its own."""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from producer.batches.items import BatchItem
from producer.batches.requests import BatchDefaults, ItemRequest, item_document, item_request
from producer.documents.formats import format_of_file
from producer.documents.json_script import JSON_SCRIPT
from producer.jobs.submission import PreparedJob, prepare
from voicefarm.errors import BadInput, VoicefarmError
from voicefarm.model_choice import candidates
from voicefarm.models import Catalogue
from voicefarm.settings import Settings


def models_to_serve(
    items: Iterable[BatchItem], defaults: BatchDefaults, settings: Settings
) -> Sequence[str]:
    """The models that speak the items, in the order in which they are needed first.

    Of several, those that aren't installed here are left out. If nothing can be spoken, it is the
    one that narrates last: its worker says what is missing.
    """
    catalogue = settings.catalogue()
    found = dict.fromkeys(
        chain.from_iterable(_models_of(item, defaults, settings, catalogue) for item in items)
    )
    here = [name for name in found if catalogue[name].installed] if len(found) > 1 else []
    return here or list(found)[:1] or settings.preferred[-1:]


def require_served(prepared: PreparedJob, served: Collection[str] | None) -> None:
    """Raise BadInput if none of the workers has one of the job's models; None for any model."""
    for model in prepared.manifest.models if served is not None else ():
        if model not in (served or ()):
            raise BadInput(
                f"Model '{model}' has no worker in this run; `voicefarm models check {model}` says "
                "whether it is installed. If it is, run the batch again.",
                field="model",
            )


def _models_of(
    item: BatchItem, defaults: BatchDefaults, settings: Settings, catalogue: Catalogue
) -> Sequence[str]:
    """The models of one item; none if it can't be spoken. A text is read only if it tells them."""
    try:
        wanted = item_request(item, defaults)
        model = wanted.request.model
        may_speak = candidates(settings, model, catalogue)
        if len(may_speak) == 1 and not _may_name_models(item, wanted):
            return may_speak
        document = item_document(item, wanted, settings)
        return prepare(settings, document, wanted.request, catalogue=catalogue).manifest.models
    except VoicefarmError:
        return ()


def _may_name_models(item: BatchItem, wanted: ItemRequest) -> bool:
    """Whether speakers, of the request or of a script, may have models of their own."""
    if wanted.request.speakers:
        return True
    format = wanted.format
    if format is None and item.file is not None:
        format = format_of_file(item.file)
    return item.remote is not None or format == JSON_SCRIPT.format
