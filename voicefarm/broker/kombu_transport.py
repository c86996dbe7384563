"""Kombu's Redis transport, with five changes.

It finds the server by the ledger's own parser of addresses.

It leaves a server that isn't the primary any more. When an address fails over, connections that
were made before still lead to the old primary. It answers them, as a replica, and refuses all
writes. Kombu takes that for a fault of the request. Here it is a fault of the connection, which
is closed. The next one leads to the new primary.

It waits for a server that refuses to give messages, because it can't write or the user may not.
Kombu would raise, and Celery would connect anew seven times a second.

A message can go to the front of its queue. Kombu's own priorities need several lists for each
queue, which would have to be counted and emptied together. A Redis list takes from both ends.

A message that was taken and is not worked on goes back to the front, from where it came.
"""

import time
from queue import Empty
from typing import Any

import redis
import structlog
from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as kombu_redis
from kombu.utils import json
from redis.exceptions import ReadOnlyError, ResponseError

from voicefarm.addresses.redis import connection_arguments
from voicefarm.ledger.client import translated

TRANSPORT = "voicefarm"
"""Kombu's name for it. A URL with a `+`, such as that of a unix socket, can't name a class."""
TRANSPORT_ALIASES[TRANSPORT] = "voicefarm.broker.kombu_transport:Transport"

ADDRESS = "redis_url"
"""The transport's option that says where Redis is, as the setting has it."""

TO_THE_FRONT = 9
"""Priority of a message that goes before all that its queue holds."""

REFUSED_S = 2.0
"""Seconds until a server that refused to give a message is asked again."""

log = structlog.get_logger()


class _LeavingReplicas:
    """A redis-py connection that ends when its server turns out to be a replica."""

    def read_response(self, *arguments: Any, **options: Any) -> Any:
        try:
            return super().read_response(*arguments, **options)  # type: ignore[misc]
        except ReadOnlyError as error:
            self.disconnect()  # type: ignore[attr-defined]
            raise redis.ConnectionError("This server has become a replica.") from error


class PlainConnection(_LeavingReplicas, redis.Connection):
    """For redis://"""


class TlsConnection(_LeavingReplicas, redis.SSLConnection):
    """For rediss://"""


class SocketConnection(_LeavingReplicas, redis.UnixDomainSocketConnection):
    """For unix://"""


KINDS = {
    redis.Connection: PlainConnection,
    redis.SSLConnection: TlsConnection,
    redis.UnixDomainSocketConnection: SocketConnection,
}
TCP_ONLY = ("socket_connect_timeout", "socket_keepalive", "socket_keepalive_options")


class Channel(kombu_redis.Channel):  # type: ignore[misc]
    """Kombu's, with these connections, and one list for each queue whatever the priority."""

    connection_class = PlainConnection
    connection_class_ssl = TlsConnection
    priority_steps = (0,)
    _kept_client: Any = None

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        params: dict[str, Any] = super()._connparams(asynchronous)
        address = connection_arguments(self.connection.client.transport_options[ADDRESS])
        kind = KINDS[address.pop("connection_class", redis.Connection)]
        for name in ("host", "port", "username", "password"):
            params.pop(name, None)
        if kind is SocketConnection:
            params = {name: value for name, value in params.items() if name not in TCP_ONLY}
        params |= {"db": 0, **address, "connection_class": kind}
        if asynchronous:
            params["connection_class"] = self._leaving_the_poller(kind)
        return params

    def _create_client(self, asynchronous: bool = False) -> Any:
        """Kombu's, made once: it costs more to make than to use."""
        if asynchronous:
            return super()._create_client(asynchronous=True)
        if self._kept_client is None or self._kept_client.connection_pool is not self.pool:
            self._kept_client = super()._create_client()
        return self._kept_client

    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)
        except ResponseError as error:
            log.warning("no work is taken", error=str(translated(error)))
            time.sleep(REFUSED_S)
            raise Empty from error

    def _leaving_the_poller(self, kind: type) -> type:
        """As kombu has it: the event loop forgets a connection that ends."""
        channel = self

        class PolledConnection(kind):  # type: ignore[misc]
            def disconnect(self, *arguments: Any, **options: Any) -> None:
                super().disconnect(*arguments, **options)
                if channel._registered:
                    channel._on_connection_disconnect(self)

        return PolledConnection

    def _restore(self, message: Any, leftmost: bool = False) -> None:
        if not self.ack_emulation:
            message.properties["priority"] = TO_THE_FRONT
        super()._restore(message, leftmost)

    def _put(self, queue: str, message: dict[str, Any], **options: Any) -> None:
        if message["properties"].get("priority") != TO_THE_FRONT:
            super()._put(queue, message, **options)
            return
        # Messages are taken from the list's right end.
        with self.conn_or_acquire() as client:
            client.rpush(queue, json.dumps(message))


class Transport(kombu_redis.Transport):  # type: ignore[misc]
    """Kombu's, with these channels."""

    Channel = Channel
