"""A chunk of a caller's job made anew."""

from typing import Any

from producer.gateway.access import Caller
from producer.gateway.gateway import Gateway
from producer.gateway.naming import named_for
from producer.gateway.submissions.texts import SubmittedJob, submit_prepared, wanted_webhook
from producer.jobs.input_file import InputFile
from producer.jobs.remakes.remake import RemakeRequest, remade_job
from voicefarm.errors import BadInput
from voicefarm.wording.validation import validated


def submit_remake(
    gateway: Gateway, caller: Caller, job: str, number: int, fields: dict[str, Any]
) -> SubmittedJob:
    """Submit the job with one chunk made anew.

    Raises BadInput, HttpProblem, Unreachable.
    """
    gateway.status_of(caller, job)
    webhook = wanted_webhook(gateway, fields.pop("webhook", None))
    if (words := fields.get("dictionary")) is not None:
        if not isinstance(words, str):
            raise BadInput("give the text of a TOML file.", field="dictionary")
        fields["dictionary"] = InputFile("dictionary", words.encode())
    wish = validated(RemakeRequest, fields)
    made = remade_job(gateway.settings, gateway.farm.store, job, number, wish)
    prepared = named_for(made.prepared, caller.tenant)
    for model in prepared.manifest.models:  # each takes its own chunks, and finds their takes
        gateway.want_worker(model)
    return submit_prepared(gateway, caller, prepared, webhook, characters=made.characters)
