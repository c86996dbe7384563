"""The server that runs the ledger's scripts: calls to it, and their errors as sentences."""

from collections.abc import Callable
from typing import Any, TypeVar

import redis
from redis.exceptions import ConnectionError, InvalidResponse, RedisError, TimeoutError

from voicefarm.addresses.encryption import redis_disagrees
from voicefarm.errors import RedisUnreachable
from voicefarm.ledger.client import translated
from voicefarm.ledger.scripts import CHECKED_KEY, scripts
from voicefarm.ledger.server_check import refuse_unusable, warnings_of

T = TypeVar("T")


class ScriptServer:
    """Redis or Valkey with one farm's scripts. Thread-safe, as redis-py's connection pool is."""

    def __init__(self, client: redis.Redis, namespace: str) -> None:
        self.client = client
        """For data that shares the connections, but isn't part of a job's state."""
        self.namespace = namespace
        self._redis: Any = client
        self._ns = namespace
        self._scripts = {name: client.register_script(text) for name, text in scripts()}

    def check(self) -> None:
        """Raises RedisUnreachable with the remedy if the server can't be used."""
        # Of the two kinds of keys that a farm has: the ledger's own, and Celery's.
        keys = (f"{self._ns}:{CHECKED_KEY}", f"{self._ns}.celery.{CHECKED_KEY}")
        try:
            self._guarded(lambda: refuse_unusable(self._redis, keys))
        except RedisUnreachable as error:
            if isinstance(error.__cause__, ConnectionError | TimeoutError | InvalidResponse):
                self._refuse_other_encryption(str(error))
            raise

    def _refuse_other_encryption(self, fault: str) -> None:
        pool = self._redis.connection_pool
        host, port = pool.connection_kwargs.get("host"), pool.connection_kwargs.get("port", 6379)
        tls = issubclass(pool.connection_class, redis.SSLConnection)
        if host and (sentence := redis_disagrees(host, port, tls=tls, fault=fault)):
            raise RedisUnreachable(sentence)

    def warnings(self) -> list[str]:
        """Sentences for the operator of the server. Raises RedisUnreachable."""
        return self._guarded(lambda: warnings_of(self._redis))

    def leave_idle_connections(self) -> None:
        """Have the next calls made on new connections.

        A firewall may have forgotten all that were idle. Each would have to time out by itself.
        """
        self._redis.connection_pool.disconnect(inuse_connections=False)

    def _run(self, script: str, *arguments: object) -> Any:
        return self._guarded(lambda: self._scripts[script](args=[self._ns, *map(str, arguments)]))

    def _command(self, *arguments: object, **options: object) -> Any:
        return self._guarded(lambda: self._redis.execute_command(*arguments, **options))

    def _guarded(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except RedisError as error:
            if isinstance(error, TimeoutError):
                self.leave_idle_connections()
            raise translated(error) from error
