"""A text of a request becomes a job of its tenant, or a plan of one."""

from dataclasses import dataclass

from producer.gateway.access import Caller
from producer.gateway.bodies.sent_text import SentText
from producer.gateway.gateway import Gateway
from producer.gateway.idempotency import once
from producer.gateway.naming import named_for, with_meant_names
from producer.jobs.plans.estimates import Estimator
from producer.jobs.plans.plan import JobPlan, plan_of
from producer.jobs.submission import PreparedJob, prepare, submit_job
from producer.webhooks.delivery import checked_url
from voicefarm.errors import BadInput
from voicefarm.messages import JobStatus
from voicefarm.resumption import status_of


@dataclass(frozen=True, slots=True)
class SubmittedJob:
    """What became of a request."""

    status: JobStatus
    is_new: bool
    notices: tuple[str, ...] = ()
    """What its user should know, though nothing is wrong."""


def prepared_text(
    gateway: Gateway, caller: Caller, sent: SentText, *, served: bool = True
) -> PreparedJob:
    """The job that a text would be, under its tenant's name. Raises BadInput, Unreachable.

    If it is to be `served`, a worker for its model is wanted.
    """
    sent.fields.update(with_meant_names(gateway, sent.fields))
    request = sent.request(caller.tenant)
    with gateway.reading(len(sent.data)):
        document = sent.document(request, gateway.settings)
        if served:
            prepared = gateway.prepared(document, request)
        else:
            prepared = prepare(gateway.settings, document, request)
        return named_for(prepared, caller.tenant)


def submit_text(
    gateway: Gateway, caller: Caller, sent: SentText, idempotency_key: str = ""
) -> SubmittedJob:
    """Submit a text. Raises BadInput, HttpProblem, Unreachable."""
    content = sent.fingerprint
    webhook = wanted_webhook(gateway, sent.fields.pop("webhook", None))
    prepared = prepared_text(gateway, caller, sent)
    return submit_prepared(gateway, caller, prepared, webhook, idempotency_key, content)


def submit_prepared(
    gateway: Gateway,
    caller: Caller,
    prepared: PreparedJob,
    webhook: str | None,
    idempotency_key: str = "",
    content: bytes = b"",
    *,
    characters: int | None = None,
) -> SubmittedJob:
    """Open a job; what counts against its key's limits is `characters`, or all of its text."""
    ledger, job = gateway.farm.ledger, prepared.manifest.job
    opened: list[bool] = []

    def submit() -> str:
        counted = prepared.manifest.characters if characters is None else characters
        gateway.access.count_text(caller, counted)
        opened.append(submit_job(gateway.farm, prepared))
        if webhook:
            gateway.notices.want(job, webhook, caller.tenant)
        return job

    if not idempotency_key:
        known, before = submit(), False
    else:
        known, before = once(ledger, caller.tenant, idempotency_key, content, submit)
    is_new = not before and opened[0]
    status = status_of(ledger, gateway.farm.store, known)
    return SubmittedJob(status, is_new, prepared.notices)


def planned_text(gateway: Gateway, caller: Caller, sent: SentText) -> JobPlan:
    """What a text would be, and how much work. Nothing is queued. Raises BadInput, Unreachable."""
    sent.fields.pop("webhook", None)
    prepared = prepared_text(gateway, caller, sent, served=False)
    model = prepared.manifest.spec.recipe.model
    farm = gateway.farm
    estimates = Estimator(gateway.settings.catalogue(), farm.store, farm.ledger, model)
    return plan_of(prepared, estimates.of(prepared))


def wanted_webhook(gateway: Gateway, url: object) -> str | None:
    """The address that a request gives; None if it gives none. Raises BadInput."""
    if url is None:
        return None
    if gateway.settings.webhook_secret is None:
        raise BadInput("this farm has no webhooks; set 'webhook_secret'.", field="webhook")
    return checked_url(url, gateway.settings)
