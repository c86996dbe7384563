"""`/v1/jobs`: texts that become programmes, and what is left of them."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from producer.gateway.access import Caller
from producer.gateway.answers.resources import job_resource, model_meant, page_of_jobs
from producer.gateway.answers.results import stored_result
from producer.gateway.answers.streaming import UNBUFFERED, PieceByPiece, server_sent
from producer.gateway.bodies.texts import sent_text
from producer.gateway.callers import Here, Reader, Submitter
from producer.gateway.gateway import Gateway
from producer.gateway.problems import HttpProblem
from producer.gateway.routes.documentation import JOB_BODY, files, problems
from producer.gateway.speech import begin_stream
from producer.gateway.submissions.texts import (
    SubmittedJob,
    planned_text,
    prepared_text,
    submit_text,
)
from producer.jobs.plans.plan import JobPlan
from producer.jobs.results import first_form, read_summary
from producer.jobs.text_preview import TextPreview, preview_of
from producer.listening.job_stream import JobStream
from producer.listening.stream_forms import STREAM_FORMS, stream_form
from voicefarm.artifacts.keys import captions_key, programme_key, report_key, report_page_key
from voicefarm.forms import Output
from voicefarm.messages import JobState, JobStatus
from voicefarm.resumption import cancel_jobs

KEEP_ALIVE_S = 15.0
RETRY_MS = 2000
MOST_LISTED = 100
CAPTIONS = {"vtt": "text/vtt", "srt": "application/x-subrip", "json": "application/json"}
LONGEST_FILE_NAME = 80
_NOT_IN_NAMES = '<>:"/\\|?*'
KNOWN_ALREADY: dict[int | str, dict[str, Any]] = {
    200: {"description": "The job that the same request made before."}
}

routes = APIRouter(tags=["jobs"])


@routes.post(
    "/v1/jobs",
    status_code=202,
    openapi_extra=JOB_BODY,
    responses=problems(409, 413, 422) | KNOWN_ALREADY,
)
async def submit(
    request: Request,
    gateway: Here,
    caller: Submitter,
    idempotency_key: Annotated[str, Header()] = "",
) -> JSONResponse:
    """Queue a text as JSON, as a form with a file, or as the body itself.

    Where `webhook` is an address, the end of the job is reported there.

    The answer is 202 for a new job, and 200 for one that the same text and request made before.
    Its `notices` say what the user should know, though nothing is wrong.
    """
    sent = await sent_text(request)
    made = await run_in_threadpool(submit_text, gateway, caller, sent, idempotency_key)
    return submitted_answer(made)


def submitted_answer(made: SubmittedJob, **more: Any) -> JSONResponse:
    """A submitted job, with the notices of its submission."""
    resource = {**job_resource(made.status), "notices": list(made.notices), **more}
    code = HTTPStatus.ACCEPTED if made.is_new else HTTPStatus.OK
    return JSONResponse(resource, code, {"Location": f"/v1/jobs/{made.status.job}"})


@routes.post("/v1/preview", openapi_extra=JOB_BODY, responses=problems(400, 413, 422))
async def preview(request: Request, gateway: Here, caller: Submitter) -> TextPreview:
    """What would be said of a text, chunk by chunk, and what would be left out."""
    sent = await sent_text(request)
    sent.fields.pop("webhook", None)
    return await run_in_threadpool(lambda: preview_of(prepared_text(gateway, caller, sent)))


@routes.post("/v1/plan", openapi_extra=JOB_BODY, responses=problems(400, 413, 422))
async def plan(request: Request, gateway: Here, caller: Submitter) -> JobPlan:
    """What a text would be: model, voice, chunks, minutes, core-seconds. Nothing is queued."""
    return await run_in_threadpool(planned_text, gateway, caller, await sent_text(request))


@routes.get("/v1/jobs")
def list_jobs(
    gateway: Here,
    caller: Reader,
    state: JobState | None = None,
    model: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 20,
    after: str = "",
) -> dict[str, Any]:
    """The caller's jobs, newest first. `after` is the `next` of the page before."""
    tenant = None if caller.sees_all else caller.tenant
    if model:
        model = model_meant(gateway, model) or gateway.usual_model
    return page_of_jobs(
        gateway.farm.ledger, tenant=tenant, state=state, model=model, after=after, limit=limit
    )


@routes.get("/v1/jobs/{job}", responses=problems(404))
async def job_state(job: str, gateway: Here, caller: Reader) -> JSONResponse:
    """Where a job stands: state, percent, and how long it will take."""
    return JSONResponse(job_resource(await gateway.polled_status(caller, job)))


@routes.delete("/v1/jobs/{job}", responses=problems(404))
def cancel(job: str, gateway: Here, caller: Submitter) -> dict[str, Any]:
    """Cancel a job; one that has ended stays as it is. What was synthesized is kept."""
    gateway.status_of(caller, job)
    cancel_jobs(gateway.farm.ledger, gateway.farm.store, [job])
    return job_resource(gateway.status_of(caller, job))


@routes.get(
    "/v1/jobs/{job}/events",
    response_class=Response,
    responses={
        200: {"description": "The states.", "content": {"text/event-stream": {}}},
        204: {"description": "Nothing will change any more."},
        **problems(404),
    },
)
async def events(
    job: str, gateway: Here, caller: Reader, last_event_id: Annotated[str, Header()] = ""
) -> Response:
    """The job's states as server-sent events, until it has ended; they resume by Last-Event-ID."""
    status = await run_in_threadpool(gateway.status_of, caller, job)
    following = gateway.hub.follow(job, quiet_s=KEEP_ALIVE_S)
    first = await anext(following)
    if first and status.ended and first.id == last_event_id:
        await following.aclose()  # type: ignore[attr-defined]
        return Response(status_code=HTTPStatus.NO_CONTENT)  # so a browser doesn't come again

    async def told() -> AsyncIterator[bytes]:
        if first and first.id != last_event_id:
            yield server_sent(job_resource(first.status), event="job", id=first.id, retry=RETRY_MS)
        async for event in following:
            yield (
                server_sent(job_resource(event.status), event="job", id=event.id)
                if event
                else b": still here\n\n"
            )

    return PieceByPiece(
        told(), media_type="text/event-stream", headers=UNBUFFERED, closing=lambda: None
    )


@routes.get(
    "/v1/jobs/{job}/audio",
    response_class=Response,
    responses=files(*(form.traits.media_type for form in Output)),
)
def audio(
    job: str, request: Request, gateway: Here, caller: Reader, format: Output | None = None
) -> Response:
    """The finished programme, in ranges if wanted; by default in the first of its forms."""
    status = _ended(gateway, caller, job)
    form = format or first_form(gateway.jobs, job)
    name = f"{_file_name(status.title)}.{form.value}"
    key = programme_key(job, form)
    return _found(stored_result(gateway, request, key, form.traits.media_type, name), job, form)


@routes.get(
    "/v1/jobs/{job}/live",
    response_class=Response,
    responses=files(*(one.media_type.partition(";")[0] for one in STREAM_FORMS.values())),
)
async def live(
    job: str,
    request: Request,
    gateway: Here,
    caller: Submitter,
    format: Annotated[str, Query(json_schema_extra={"enum": list(STREAM_FORMS)})] = "mp3",
) -> Response:
    """The job's sound from its beginning while it is made. Leaving doesn't cancel the job."""
    form = stream_form(format.lower(), field="format")
    status = await run_in_threadpool(gateway.status_of, caller, job)
    stream = JobStream(gateway.farm, job, status.model, status.sample_rate, form)
    sounds, close = await begin_stream(gateway, request, caller, stream)
    return PieceByPiece(sounds, media_type=form.media_type, headers=UNBUFFERED, closing=close)


@routes.get("/v1/jobs/{job}/captions", response_class=Response, responses=files(*CAPTIONS.values()))
def captions(
    job: str,
    request: Request,
    gateway: Here,
    caller: Reader,
    format: Literal["vtt", "srt", "json"] = "vtt",
) -> Response:
    """The captions of the finished programme."""
    _ended(gateway, caller, job)
    key, name = captions_key(job, format), f"captions.{format}"
    return _found(stored_result(gateway, request, key, CAPTIONS[format], name), job, format)


@routes.get(
    "/v1/jobs/{job}/report",
    response_class=Response,
    responses=files("application/json", "text/html"),
)
def report(
    job: str,
    request: Request,
    gateway: Here,
    caller: Reader,
    format: Literal["json", "html"] = "json",
) -> Response:
    """What became of every chunk."""
    _ended(gateway, caller, job)
    key = report_key(job) if format == "json" else report_page_key(job)
    kind = "application/json" if format == "json" else "text/html"
    found = _found(stored_result(gateway, request, key, kind, f"report.{format}"), job, format)
    if format == "html":  # it brings its own style and script, and gets nothing of this origin
        found.headers["content-security-policy"] = (
            "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; "
            "script-src 'unsafe-inline'; img-src data:; media-src 'self'"
        )
    return found


@routes.get("/v1/jobs/{job}/chapters", responses=problems(404, 409))
def chapters(job: str, gateway: Here, caller: Reader) -> dict[str, Any]:
    """The chapters of the finished programme, with where they begin and end in seconds."""
    _ended(gateway, caller, job)
    summary = read_summary(gateway.farm.store, job)
    data = [
        {
            "title": chapter.title,
            "level": chapter.level,
            "start_s": round(chapter.start_sample / summary.sample_rate, 3),
            "end_s": round(chapter.end_sample / summary.sample_rate, 3),
        }
        for chapter in summary.chapters
    ]
    return {"object": "list", "data": data, "duration_s": summary.duration_s}


def _ended(gateway: Gateway, caller: Caller, job: str) -> JobStatus:
    """The status of a job that is done. Raises HttpProblem, 404 or 409."""
    status = gateway.status_of(caller, job)
    if status.state != JobState.DONE:
        going_on = not status.ended
        raise HttpProblem(
            HTTPStatus.CONFLICT,
            f"The job is {status.state.value}"
            + (
                f", {status.done} of {status.chunks} chunks are made; try again later."
                if going_on
                else " and has no results; submit it again."
            ),
            "job_not_done",
            headers={"Retry-After": "5"} if going_on else {},
        )
    return status


def _found(response: Response | None, job: str, form: str) -> Response:
    if response is None:
        raise HttpProblem(
            HTTPStatus.NOT_FOUND,
            f"Job '{job}' was not made as {form}; submit it again with that among its outputs.",
            "no_such_form",
        )
    return response


def _file_name(title: str) -> str:
    """A title as a file's name that every file system takes."""
    plain = "".join("_" if c in _NOT_IN_NAMES or not c.isprintable() else c for c in title)
    return plain.strip(" .")[:LONGEST_FILE_NAME] or "programme"
