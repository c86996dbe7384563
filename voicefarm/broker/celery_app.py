"""Celery as both sides use it: a carrier of wake-ups between producer, workers and stitchers.

Every app on one broker uses the same options, so they are written in one place.
"""

from typing import Any

from celery import Celery
from celery.loaders.app import AppLoader

from voicefarm.addresses.redis import connection_arguments
from voicefarm.broker.kombu_transport import ADDRESS, TRANSPORT
from voicefarm.broker.names import chunk_queue
from voicefarm.errors import BadSetting
from voicefarm.settings import Settings

TRANSPORT_OPTIONS: dict[str, Any] = {
    # Kombu would note each message that is taken, in two more transactions of Redis. The ledger
    # knows what is in work, and its sweep sends again what was lost.
    "ack_emulation": False,
    # Above the second for which a worker asks for work. A slot may meet several dead connections
    # one after the other, so each must be noticed soon.
    "socket_timeout": 3,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    # A connection that says nothing for so long, and a second, is left for a new one. So a flow
    # that a firewall or a NAT forgot is noticed soon.
    "health_check_interval": 3,
}


class FarmLoader(AppLoader):  # type: ignore[misc]
    """Celery's loader, without the module of settings that CELERY_CONFIG_MODULE names."""

    def read_configuration(self, env: str = "") -> dict[str, Any]:
        """Nothing: all that counts is set by `celery_app`."""
        return {}


class FarmApp(Celery):  # type: ignore[misc]
    """A Celery app that has nothing in common with other apps of its process and environment.

    A pipeline that calls voicefarm may run on Celery too. Its variables (CELERY_BROKER_URL, …,
    DJANGO_SETTINGS_MODULE) are not for this app, and its current app stays the current one.
    """

    backend_cls = "celery.backends.base:DisabledBackend"

    def __init__(self, broker: str) -> None:
        # Celery's one fixup is for Django, and puts the current folder in front of all modules.
        super().__init__("voicefarm", loader=FarmLoader, fixups=(), set_as_current=False)
        self._farm_broker = broker

    def connection_for_read(self, url: str | None = None, **options: Any) -> Any:
        """A connection to the farm's broker, to take messages from."""
        return super().connection_for_read(url or self._farm_broker, **options)

    def connection_for_write(self, url: str | None = None, **options: Any) -> Any:
        """A connection to the farm's broker, to send messages to."""
        return super().connection_for_write(url or self._farm_broker, **options)


def celery_app(settings: Settings) -> Celery:
    """A Celery app on the farm's broker: no result backend, JSON only, late acknowledgement."""
    app = FarmApp(broker_url(settings))
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_acks_late=True,
        broker_transport=TRANSPORT,
        broker_transport_options={
            **TRANSPORT_OPTIONS,
            "global_keyprefix": key_prefix(settings.namespace),
            ADDRESS: settings.redis_url,
        },
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        # Redis may be out of memory, or just be loading its data: don't end for that.
        broker_channel_error_retry=True,
        worker_prefetch_multiplier=1,
        worker_disable_prefetch=True,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        enable_utc=True,
    )
    return app


def broker_url(settings: Settings) -> str:
    """The broker's URL for Celery. Raises BadSetting when none is set, or one of no Redis.

    It names the transport alone, which takes the address from its options. So no message of
    Celery's can show a password, and no second parser can take the address for another.
    """
    if not settings.redis_url:
        raise BadSetting(
            "This needs a farm: set VOICEFARM_REDIS_URL to its Redis, "
            "or use `voicefarm narrate`, which needs none."
        )
    connection_arguments(settings.redis_url)
    return f"{TRANSPORT}://redis"  # a host, as kombu warns of a URL without one


def key_prefix(namespace: str) -> str:
    """What kombu's Redis keys begin with."""
    return f"{namespace}.celery."


def queue_key(namespace: str, model: str) -> str:
    """The Redis list in which kombu keeps the messages for the workers of a model."""
    return key_prefix(namespace) + chunk_queue(namespace, model)
