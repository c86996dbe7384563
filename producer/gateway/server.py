"""The gateway as a process: on the configured farm, or with a private one of its own."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
import uvicorn

from producer.api_keys import has_keys
from producer.farm import Farm, open_farm
from producer.gateway.access import Access
from producer.gateway.answers.heads import BoundedHeads
from producer.gateway.answers.hub import EventHub
from producer.gateway.answers.resources import job_resource
from producer.gateway.app import create_app
from producer.gateway.gateway import Gateway, served_by
from producer.gateway.guard import is_loopback
from producer.gateway.streams import StreamCount
from producer.standing_farm import standing_farm
from producer.webhooks.sender import WebhookSender
from voicefarm.console import LossyStream
from voicefarm.errors import BadSetting
from voicefarm.settings import Settings

GRACE_S = 10
"""Seconds that open requests have after SIGTERM."""
WAITING = 2048
"""Connections that the kernel keeps until they are accepted."""


def serve(settings: Settings, announce: Callable[[str, bool], None]) -> None:
    """Serve until SIGTERM or Ctrl-C.

    `announce` gets the address, and whether calls need no key. Raises UnknownName for the model,
    BadSetting, Unreachable.
    """
    configure_log(settings)
    host, listening = listening_socket(settings.gateway_address)
    only_here = is_loopback(host) or settings.gateway_behind_loopback
    with listening, open_gateway(settings, may_be_open=only_here) as gateway:
        if not (gateway.access.may_be_open or has_keys(gateway.farm.store)):
            raise BadSetting(
                f"'{host}' can be reached from other machines, and there is no key; make one with "
                "`voicefarm keys add NAME`, or listen on 127.0.0.1."
            )
        app = create_app(gateway, loopback_only=only_here)
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            http=BoundedHeads,
            timeout_graceful_shutdown=GRACE_S,
            ws="websockets-sansio",
        )
        port = listening.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{port}", gateway.access.is_open)
        with WebhookSender(gateway.farm, job_resource):
            _Server(config, gateway.hub).run(sockets=[listening])


class _Server(uvicorn.Server):
    """At SIGTERM events end at once, so that who follows them resumes elsewhere.

    Sound that streams goes on for the grace.
    """

    def __init__(self, config: uvicorn.Config, hub: EventHub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what follows jobs, and then wait for the others."""
        self._hub.close()
        await super().shutdown(sockets)


@contextmanager
def open_gateway(settings: Settings, *, may_be_open: bool) -> Iterator[Gateway]:
    """A gateway on the configured farm; without one, on a private farm for the block.

    Raises UnknownName for the model, BadSetting, Unreachable.
    """
    if settings.model_is_named:
        _ = settings.catalogue()[settings.model]
    if settings.redis_url:
        farm = open_farm(settings)
        yield _gateway(settings, farm, served_by(farm), may_be_open)
        return
    with standing_farm(settings) as standing:
        gateway = _gateway(settings, standing.farm, standing.workers.want, may_be_open)
        standing.workers.want(gateway.usual_model)
        yield gateway


def _gateway(
    settings: Settings, farm: Farm, want_worker: Callable[[str], None], may_be_open: bool
) -> Gateway:
    return Gateway(
        settings=settings,
        farm=farm,
        want_worker=want_worker,
        streams=StreamCount(settings.most_streams),
        access=Access(farm, may_be_open, settings.open_lists),
        hub=EventHub(farm),
    )


def listening_socket(address: str) -> tuple[str, socket.socket]:
    """The host of an address, and a socket that listens on it. Raises BadSetting."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    try:
        if ":" in host and not address.startswith("["):
            raise ValueError("an IPv6 address stands in brackets")
        if not (port.isdecimal() and int(port) < 1 << 16):
            raise ValueError("it ends with a port, 0 to 65535")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, int(port)), family=family, backlog=WAITING)
    except (OSError, ValueError, OverflowError) as error:
        raise BadSetting(
            f"Nothing can listen on '{address}' ({error}); name a free host:port such as "
            "127.0.0.1:8080 or [::1]:8080."
        ) from error
    # Connections inherit it. Otherwise an answer's body waits 40 ms for the receipt of its head.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return host, listening


def configure_log(settings: Settings) -> None:
    """One line a request on stderr."""
    is_json = settings.log_format == "json"
    stream: Any = LossyStream(sys.stderr)
    levels = {"debug": 10, "info": 20, "warning": 30, "error": 40}
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer()
            if is_json
            else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(levels[settings.log_level]),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
