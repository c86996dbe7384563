"""Settings: `VOICEFARM_*` in the environment over `voicefarm.toml` over the defaults below.

Strict: an unknown key is an error that names the nearest known one. Read once, at the edge of a
process, and handed down.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import platformdirs
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from voicefarm.addresses.redis import connection_arguments
from voicefarm.engine_environments import VARIABLE as ENGINES_DIR
from voicefarm.errors import BadSetting
from voicefarm.models import Catalogue, shipped_config
from voicefarm.recognizers.recognizer import Recognizers
from voicefarm.store import Store
from voicefarm.store.opening import open_store
from voicefarm.wording.paths import shown
from voicefarm.wording.validation import Fault, first_fault

PREFIX = "VOICEFARM_"
FILE = "voicefarm.toml"

SERVICE_LINK = re.compile(
    PREFIX + r"(.*_)?(SERVICE_(HOST|PORT(_.*)?)|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)"
)
"""Variables that Kubernetes makes for a Service `voicefarm` or `voicefarm-…`; they are not ours."""

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["json", "console"]


class Settings(BaseSettings):
    """Everything that can be set, with its unit and why the default is what it is."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        # docker compose turns a variable that is not set into an empty one.
        env_ignore_empty=True,
        toml_file=FILE,
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
    )

    redis_url: str | None = None
    """The farm's Redis or Valkey: redis://, rediss:// or unix:///path. Without one, `narrate`
    starts a private server and the farm commands say that they need it."""
    store: str = Field(default_factory=lambda: platformdirs.user_cache_dir("voicefarm"))
    """Where takes and programmes lie: s3://bucket/prefix, or a directory that all workers share."""
    s3_endpoint_url: str | None = None
    """Endpoint of an S3 service other than AWS; the keys come from boto3's own chain."""
    s3_region: str | None = None
    """Region of the bucket; boto3's own chain when not set."""
    s3_addressing: Literal["auto", "path", "virtual"] = "auto"
    """Where the bucket's name goes: into the path, or before the host's name (virtual), which some
    providers demand. Auto is the path if there is an endpoint."""
    s3_checksums: Literal["auto", "always", "never"] = "auto"
    """Whether each object goes with a checksum of boto3's. Over https that is a trailer, which many
    providers refuse, so auto sends one to AWS alone and over http. TLS guards the bytes too."""
    s3_equal_parts: Literal["auto", "on", "off"] = "auto"
    """Whether all parts of an upload have one size, as some providers demand. Then an object has
    78 GiB at most. Auto does so for Cloudflare R2."""
    namespace: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")] = "voicefarm"
    """First part of every Redis key and queue name, so that farms can share a server."""
    models_dir: Path | None = None
    """A folder with model files of your own; one with a shipped name replaces it."""
    model: str = "espeak"
    """The model that a worker serves, and that speaks when none is named on a farm."""
    preferred: Annotated[tuple[str, ...], NoDecode, Field(min_length=1)] = (
        "kokoro",
        "piper-joe",
        "piper-lessac",
        "piper-vais1000",
        "house",
        "espeak",
    )
    """If neither `model` nor a farm is set, `narrate` uses the first of these that is installed
    here. It must have the voices, language and speed that are wanted. So the best one stands first:
    those that sound natural, by how few of their words a recognizer hears wrong."""
    queues: Annotated[tuple[Literal["chunks", "stitch"], ...], NoDecode] = ("chunks", "stitch")
    """What a worker works on. A farm with long programmes gives stitching workers of its own."""
    slots: int = Field(default=0, ge=0, le=256)
    """Chunks in flight in one worker; 0 lets the worker choose by its cores and its engine."""
    threads: int = Field(default=0, ge=0, le=1024)
    """Cores that one worker uses. 0 means all that its process may use, by its affinity and by the
    quota of its container. If several workers share a machine, 0 means this one's part."""
    workers_per_host: int = Field(default=1, ge=1, le=1024)
    """Workers that share one machine's cores. Each uses its part of them, if `threads` is 0."""
    backbone: str = ""
    """What computes speech language models: auto, llamacpp, openvino or pytorch. Without it each
    model's file decides, and most leave it to auto. That tries llamacpp and openvino once, where
    both are installed, and takes the faster one."""
    heartbeat_s: float = Field(default=2.0, gt=0, le=60)
    """Seconds between two heartbeats of a worker."""
    lease_s: float = Field(default=6.0, gt=0, le=600)
    """Seconds without a heartbeat after which a worker's work is given to another. The default is
    three missed ones, so that a death is noticed within 10 s. After five times as long the worker
    counts as dead. Work without progress for ten times as long counts as hung."""
    chunk_deadline_s: float = Field(default=600.0, gt=0, le=604_800)
    """Seconds that one chunk may take in an engine before it counts as failed."""
    max_attempts: int = Field(default=3, ge=1, le=100)
    """How often a chunk is tried before it is given up. The last attempt runs alone in its worker,
    so that a chunk that ends workers takes no neighbour with it."""
    sick_after: int = Field(default=3, ge=0, le=1000)
    """Chunks in a row that may fail for reasons of the worker's own: its store, disk, libraries.
    After them it takes no more for a while. 0 means that it always goes on."""
    outage_s: float = Field(default=600.0, ge=0, le=604_800)
    """Seconds that a slot waits for a store or a Redis that doesn't answer. Then it gives its chunk
    back, and the attempt isn't counted. Longer outages are waited out too, with empty slots."""
    drain_s: float = Field(default=30.0, ge=0, le=86_400)
    """Seconds that a worker has after SIGTERM to finish what is in its slots; then it returns the
    rest and is gone. Keep it below what your supervisor allows before it kills."""
    memory_limit_mb: int = Field(default=0, ge=0, le=2**30)
    """Resident memory above which a worker drains and ends, to be replaced by its supervisor; 0
    means no limit."""
    tenant_in_flight: int = Field(default=0, ge=0)
    """Most chunks of one tenant in the queue and in work at once; 0 means no
    limit. Give all workers and producers of a farm the same."""
    turns: Literal["fair", "oldest"] = "fair"
    """Whose chunk goes out next, of jobs of one class. Fair: all in turn, so that a short job never
    waits for a long one. Oldest: the oldest job first, so that of many equal jobs half are done in
    half the time. Give all workers and producers of a farm the same."""
    retention_days: float = Field(default=7.0, gt=0, le=3650)
    """How long the ledger remembers an ended job."""
    store_retention_days: float = Field(default=0.0, ge=0, le=36_500)
    """How long the store keeps a job of which nothing is written any more; 0 means for ever. The
    workers remove older ones once an hour, and takes that no job has any more."""
    store_keep_takes: bool = False
    """Whether takes stay when their jobs are removed, so that the same text is not spoken again."""
    llm_url: str | None = None
    """A language model's endpoint for `voicefarm script`, in OpenAI's protocol, such as vLLM's:
    http://host:8000/v1. It is apart from all that speaks; nothing is sent without it."""
    llm_key: str | None = Field(default=None, repr=False)
    """The key of that endpoint, if it wants one. It is given to no worker."""
    llm_model: str | None = None
    """The model there, by the endpoint's name for it."""
    llm_timeout_s: float = Field(default=600.0, gt=0)
    """Seconds that one answer of it may take; a long part on a small machine takes minutes."""
    document_limit_mb: int = Field(default=256, ge=1)
    """Largest document, as a file or as the answer of an address, in MiB."""
    document_unpacked_limit_mb: int = Field(default=1024, ge=1)
    """Most that a packed document such as an EPUB may unpack to, in MiB."""
    document_text_limit_mb: int = Field(default=64, ge=1)
    """Most text that one document may hold, in MiB; the Bible has 5."""
    document_part_mb: float = Field(default=1.0, ge=0.01, le=1024)
    """Megabytes of a plain text that the gateway prepares at once. One of more than two parts is
    prepared part by part, so that memory stays flat at any length."""
    fetch_timeout_s: float = Field(default=30.0, gt=0, le=3600)
    """Seconds in which the address of a document must have answered in full."""
    fetch_networks: Annotated[tuple[str, ...], NoDecode] = ()
    """Private networks, such as 10.0.0.0/8, from which documents may be fetched. Without them only
    public addresses are asked."""
    health_file: Path | None = None
    """A file that a worker touches at every heartbeat, for `voicefarm health`."""
    metrics_address: str | None = None
    """host:port on which a worker answers /metrics, /live and /ready; nowhere when not set. There
    is no login: bind the loopback, or a network that only the watchers reach."""
    trace_collector: str | None = None
    """Address of an OpenTelemetry collector, such as http://127.0.0.1:4318 (OTLP over HTTP), that
    gets a trace of every job. Needs the extra `otel`; off by default."""
    gateway_address: str = "127.0.0.1:8080"
    """host:port on which `voicefarm serve` listens. Anywhere but on the loopback it wants keys."""
    gateway_behind_loopback: bool = False
    """Whether only this machine reaches the gateway although it listens elsewhere: in a container
    whose port is published on the loopback alone. Then it may do without keys."""
    gateway_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Web pages of other origins that may call the gateway from a browser, such as
    https://app.example; none by default."""
    model_aliases: Annotated[tuple[str, ...], NoDecode] = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
    """Further names for models in requests: NAME=MODEL, or NAME alone for the usual model."""
    voice_aliases: Annotated[tuple[str, ...], NoDecode] = (
        *("alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx"),
        *("sage", "shimmer", "verse", "default"),
    )
    """Further names for voices in requests: NAME=VOICE, or NAME alone for the language's usual
    voice. The defaults are the names that programs written for OpenAI's interface have in them."""
    open_lists: bool = False
    """Whether models and voices are listed without a key; some chat clients list them so."""
    largest_request_mb: int = Field(default=100, ge=1, le=10_000)
    """Most megabytes of one request to the gateway."""
    slowest_request_s: float = Field(default=30.0, gt=0, le=3600)
    """Seconds that a request's body may pause before the gateway gives it up."""
    most_streams: int = Field(default=256, ge=1, le=100_000)
    """Streams of sound that one gateway serves at once; each costs a thread."""
    presigned_s: int = Field(default=0, ge=0, le=604_800)
    """Seconds for which an address of a result in S3 is good, to which clients are redirected; with
    0 the gateway passes results on itself. The store must be reachable for clients."""
    webhook_secret: str | None = None
    """From which the secrets of webhooks are derived, one a tenant: whsec_ and 24 to 64 random
    bytes in base64. Without it no webhook can be asked. Give all gateways the same."""
    webhook_networks: Annotated[tuple[str, ...], NoDecode] = ()
    """Private networks that webhooks may go to, such as 10.1.0.0/16; by default only public
    addresses."""
    vad: Literal["auto", "on", "off"] = "auto"
    """Voice activity detection among the checks (extra `vad`): hiss and hum count as faults. Auto
    uses it if it is installed. Give all workers of a farm the same, as it decides on retakes."""
    verify: float = Field(default=0.0, ge=0, le=1)
    """Share of the chunks whose takes a recognizer listens to (extra `asr`), 0 to 1. Give all
    workers of a farm the same."""
    verify_model: str = "auto"
    """The recognizer: one of `voicefarm models`, such as whisper-tiny.en. Auto takes the first that
    is fit for voice and language. It may also be a size of Whisper or a hub repository that
    faster-whisper knows, or a folder with a converted model."""
    verify_error_rate: float = Field(default=0.3, gt=0, le=1000)
    """Share of a text's letters that may be heard differently; more is a fault. It counts for a
    recognizer that was not measured."""
    verify_run: int = Field(default=30, ge=1)
    """For the same: letters that may be missing, added or other in one passage. More is a fault. A
    dropped sentence hides in the error rate of a long chunk, but not here."""
    mos: bool = False
    """Whether every take gets DNSMOS's guess at a listener's rating (extra `mos`), for the report
    alone."""
    log_level: LogLevel = "info"
    """The least severe log line that a worker writes. Libraries log from `warning` on, and from
    `info` on if this is `debug`."""
    log_format: LogFormat = "console"
    """One JSON object a line for machines, or coloured text for people."""

    @field_validator("*", mode="before")
    @classmethod
    def _strip(cls, value: object) -> object:
        """A value out of a file with a newline at its end is that value."""
        return value.strip() if isinstance(value, str) else value

    @field_validator("redis_url")
    @classmethod
    def _check_address(cls, value: str | None) -> str | None:
        if value is not None:
            connection_arguments(value)
        return value

    @field_validator("trace_collector")
    @classmethod
    def _check_collector(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("give an address such as http://127.0.0.1:4318")
        return value

    @field_validator("health_file")
    @classmethod
    def _check_file(cls, value: Path | None) -> Path | None:
        if value is not None and (not value.name or value.is_dir()):
            raise ValueError("name a file, not a folder")
        return value

    @model_validator(mode="after")
    def _check_times(self) -> Self:
        if self.lease_s <= self.heartbeat_s:
            raise BadSetting(
                f"A lease of {self.lease_s:g} s ends before the next heartbeat, after"
                f" {self.heartbeat_s:g} s; give 'lease_s' three times as much as 'heartbeat_s'."
            )
        return self

    @field_validator(
        *(
            "queues",
            "preferred",
            "fetch_networks",
            "gateway_origins",
            "model_aliases",
            "voice_aliases",
            "webhook_networks",
        ),
        mode="before",
    )
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        return tuple(filter(None, value.split(","))) if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments over environment over file."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))

    @property
    def model_is_named(self) -> bool:
        """Whether an argument, the environment or the file names the model."""
        return "model" in self.model_fields_set

    @property
    def retention_s(self) -> float:
        """`retention_days` in seconds."""
        return self.retention_days * 86_400

    def catalogue(self) -> Catalogue:
        """The shipped models, and over them those of `models_dir`. Raises BadSetting."""
        own = [self.models_dir] if self.models_dir else []
        if self.models_dir and not os.path.isdir(self.models_dir):  # noqa: PTH112 - never raises
            raise BadSetting(
                f"There is no folder {shown(self.models_dir)}; change 'models_dir' in {FILE} or "
                f"{PREFIX}MODELS_DIR."
            )
        return Catalogue(shipped_config() / "models", *own, backbone=self.backbone)

    def recognizers(self) -> Recognizers:
        """The shipped recognizers, and over them those in `models_dir`/recognizers."""
        own = [self.models_dir / "recognizers"] if self.models_dir else []
        return Recognizers(shipped_config() / "recognizers", *own)

    def open_store(self) -> Store:
        """The configured store; nothing is touched yet."""
        return open_store(
            self.store,
            endpoint_url=self.s3_endpoint_url,
            region=self.s3_region,
            addressing=self.s3_addressing,
            checksums=self.s3_checksums,
            equal_parts=self.s3_equal_parts,
        )


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; `overrides` that are None leave what is configured.

    Raises BadSetting with the key, its source and the remedy; of an override it names the field.
    """
    _refuse_unknown_variables(os.environ)
    given = {key: value for key, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        fault = first_fault(error, Settings)
        if fault.path and fault.path[0] in given:
            raise BadSetting(f"{fault.sentence}.", field=fault.path[:1]) from error
        raise BadSetting(_sentence(fault)) from error
    except OSError as error:
        raise BadSetting(
            f"{FILE} can't be read ({error.strerror}); check its permissions."
        ) from error
    except ValueError as error:  # the TOML parser's, with line and column
        raise BadSetting(f"{FILE} is not valid TOML: {error}; correct it.") from error


def early_log_format() -> LogFormat:
    """The log's format alone; `console` if it can't be read.

    It is needed before the settings are read, to report what is wrong with another one.
    """
    log_format = os.environ.get(f"{PREFIX}LOG_FORMAT")
    if log_format is None:
        with suppress(OSError, ValueError):
            log_format = tomllib.loads(Path(FILE).read_text("utf-8")).get("log_format")
    return "json" if log_format == "json" else "console"


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that give another process these very settings."""
    fields = settings.model_dump(mode="json", exclude_none=True, exclude={"llm_key"})
    return {
        PREFIX + key.upper(): ",".join(value) if isinstance(value, list) else str(value)
        for key, value in fields.items()
    }


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    known = [ENGINES_DIR, *(PREFIX + name.upper() for name in Settings.model_fields)]
    for variable in environment:
        ours = variable.startswith(PREFIX) and not SERVICE_LINK.fullmatch(variable)
        if ours and variable not in known:
            raise BadSetting(_unknown(variable, known))


def _sentence(fault: Fault) -> str:
    key = str(fault.path[0]) if fault.path else FILE
    if fault.is_unknown:
        return _unknown(key, list(Settings.model_fields))
    return f"Setting '{key}': {fault.sentence}; change it in {FILE} or {PREFIX}{key.upper()}."


def _unknown(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    return f"Setting '{key}' is not known; did you mean '{near[0]}'?"
