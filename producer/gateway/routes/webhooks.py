"""Webhooks: who hears of the end of a job, and what became of the messages."""

from typing import Any

from fastapi import APIRouter

from producer.gateway.callers import Here, Submitter
from producer.gateway.problems import HttpProblem
from producer.gateway.routes.documentation import problems
from producer.webhooks.signing import secret_of

routes = APIRouter(tags=["webhooks"])


@routes.get("/v1/webhook-secret", responses=problems(404))
def webhook_secret(gateway: Here, caller: Submitter) -> dict[str, str]:
    """The secret by which the caller's messages are signed, for a Standard Webhooks library."""
    secret = secret_of(gateway.settings, caller.tenant)
    if secret is None:
        raise HttpProblem(404, "This farm has no webhooks; set 'webhook_secret'.", "no_webhooks")
    return {"secret": secret}


@routes.get("/v1/jobs/{job}/deliveries", responses=problems(404))
def deliveries(job: str, gateway: Here, caller: Submitter) -> dict[str, Any]:
    """What was tried to tell the end of a job."""
    gateway.status_of(caller, job)
    notice = gateway.notices.notice(job)
    if notice is None:
        raise HttpProblem(404, f"No webhook was asked for job '{job}'.", "no_webhook")
    return {
        "object": "list",
        "webhook": notice.url,
        "id": notice.id,
        "state": notice.state,
        "data": list(notice.tries),
    }
