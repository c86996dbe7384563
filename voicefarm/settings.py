"""Settings: `VOICEFARM_*` in the environment over `voicefarm.toml` over the defaults below.

Strict: an unknown key is an error that names the nearest known one. Read once, at the edge of a
process, and handed down.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from voicefarm.errors import BadSetting
from voicefarm.models import Catalogue, shipped_config
from voicefarm.store import Store
from voicefarm.store.opening import open_store
from voicefarm.wording.paths import shown
from voicefarm.wording.validation import first_fault

PREFIX = "VOICEFARM_"
FILE = "voicefarm.toml"

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["json", "console"]


class Settings(BaseSettings):
    """Everything that can be set, with its unit and why the default is what it is."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
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
    namespace: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")] = "voicefarm"
    """First part of every Redis key and queue name, so that farms can share a server."""
    models_dir: Path | None = None
    """A folder with model files of your own; one with a shipped name replaces it."""
    model: str = "espeak"
    """The model that a worker serves, and that speaks when none is named on a farm."""
    preferred: Annotated[tuple[str, ...], NoDecode, Field(min_length=1)] = ("house", "espeak")
    """If neither `model` nor a farm is set, `narrate` uses the first of these that is installed
    here. It must have the voices, language and speed that are wanted. None needs a download."""
    queues: Annotated[tuple[Literal["chunks", "stitch"], ...], NoDecode] = ("chunks", "stitch")
    """What a worker works on. A farm with long programmes gives stitching workers of its own."""
    slots: int = Field(default=0, ge=0, le=256)
    """Chunks in flight in one worker; 0 lets the worker choose by its cores and its engine."""
    threads: int = Field(default=0, ge=0, le=1024)
    """Cores that one worker uses; 0 means all that its process may run on."""
    heartbeat_s: float = Field(default=2.0, gt=0, le=60)
    """Seconds between two heartbeats of a worker."""
    lease_s: float = Field(default=6.0, gt=0, le=600)
    """Seconds without a heartbeat after which a worker's work is given to another. The default is
    three missed ones, so that a death is noticed within 10 s. After five times as long the worker
    counts as dead. Work without progress for ten times as long counts as hung."""
    chunk_deadline_s: float = Field(default=600.0, gt=0)
    """Seconds that one chunk may take in an engine before it counts as failed."""
    max_attempts: int = Field(default=3, ge=1, le=100)
    """How often a chunk is tried before it is given up. The last attempt runs alone in its worker,
    so that a chunk that ends workers takes no neighbour with it."""
    outage_s: float = Field(default=600.0, ge=0)
    """Seconds that a slot waits for a store or a Redis that doesn't answer. Then it gives its chunk
    back, and the attempt isn't counted. Longer outages are waited out too, with empty slots."""
    drain_s: float = Field(default=30.0, ge=0)
    """Seconds that a worker has after SIGTERM to finish what is in its slots; then it returns the
    rest and is gone. Keep it below what your supervisor allows before it kills."""
    memory_limit_mb: int = Field(default=0, ge=0)
    """Resident memory above which a worker drains and ends, to be replaced by its supervisor; 0
    means no limit."""
    tenant_in_flight: int = Field(default=0, ge=0)
    """Most chunks of one tenant in the queue and in work at once; 0 means no
    limit. Give all workers and producers of a farm the same."""
    retention_days: float = Field(default=7.0, gt=0, le=3650)
    """How long the ledger remembers an ended job. The store forgets nothing by itself."""
    health_file: Path | None = None
    """A file that a worker touches at every heartbeat, for `voicefarm health`."""
    metrics_address: str | None = None
    """host:port on which a worker answers /metrics, /live and /ready; nowhere when not set. There
    is no login: bind the loopback, or a network that only the watchers reach."""
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
    """Share of the chunks whose takes a recognizer writes down and compares with the text (extra
    `asr`), 0 to 1. It costs seconds a chunk. Give all workers of a farm the same."""
    verify_model: str = "small"
    """The recognizer: a size of Whisper or a hub repository that faster-whisper knows, fetched
    when a worker starts, or a folder with a converted model."""
    verify_error_rate: float = Field(default=0.3, gt=0)
    """Share of a text's letters that may be heard differently; more is a fault. The default is a
    guess for a small recognizer."""
    verify_run: int = Field(default=30, ge=1)
    """Letters that may be missing, added or other in one passage; more is a fault. A dropped
    sentence hides in the error rate of a long chunk, but not here."""
    mos: bool = False
    """Whether every take gets DNSMOS's guess at a listener's rating (extra `mos`), for the report
    alone."""
    log_level: LogLevel = "info"
    """The least severe log line that a worker writes. Libraries log from `warning` on, and from
    `info` on if this is `debug`."""
    log_format: LogFormat = "console"
    """One JSON object a line for machines, or coloured text for people."""

    @field_validator(
        *(
            "queues",
            "preferred",
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
        return Catalogue(shipped_config() / "models", *own)

    def open_store(self) -> Store:
        """The configured store; nothing is touched yet."""
        return open_store(self.store, endpoint_url=self.s3_endpoint_url, region=self.s3_region)


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; `overrides` that are None leave what is configured.

    Raises BadSetting with the key, its source and the remedy.
    """
    _refuse_unknown_variables(os.environ)
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        raise BadSetting(_first_sentence(error)) from error
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
    fields = settings.model_dump(mode="json", exclude_none=True)
    return {
        PREFIX + key.upper(): ",".join(value) if isinstance(value, list) else str(value)
        for key, value in fields.items()
    }


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for variable in environment:
        if variable.startswith(PREFIX) and variable not in known:
            raise BadSetting(_unknown(variable, known))


def _first_sentence(error: ValidationError) -> str:
    fault = first_fault(error, Settings)
    key = str(fault.path[0]) if fault.path else FILE
    if fault.is_unknown:
        return _unknown(key, list(Settings.model_fields))
    return f"Setting '{key}': {fault.sentence}; change it in {FILE} or {PREFIX}{key.upper()}."


def _unknown(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    return f"Setting '{key}' is not known; did you mean '{near[0]}'?"
