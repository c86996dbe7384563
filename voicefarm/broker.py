"""Kombu's Redis transport, made to leave a server that is no primary any more.

When an address fails over, connections that were made before still lead to the old primary. It
answers them, as a replica, and refuses what would change it. Kombu takes that for a fault of the
request. Here it is one of the connection: it is closed, and the next one leads to the new primary.
"""

from typing import Any

import redis
from kombu.transport import redis as kombu_redis
from redis.exceptions import ReadOnlyError

TRANSPORT = "voicefarm.broker:Transport"


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


class Channel(kombu_redis.Channel):  # type: ignore[misc]
    """Kombu's, with these connections."""

    connection_class = PlainConnection
    connection_class_ssl = TlsConnection


class Transport(kombu_redis.Transport):  # type: ignore[misc]
    """Kombu's, with these channels."""

    Channel = Channel
