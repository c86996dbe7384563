"""Messages in a real Valkey, as a worker takes them and gives them back."""

from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery
from kombu import Queue

from tests.kit.valkey_server import ValkeyServer
from voicefarm.broker.celery_app import celery_app
from voicefarm.settings import load_settings

QUEUE = "given-back"


@pytest.fixture
def app(valkey: ValkeyServer, namespace: str) -> Celery:
    return celery_app(load_settings(redis_url=valkey.url, namespace=namespace))


@pytest.fixture
def channel(app: Celery) -> Iterator[Any]:
    with app.connection_for_write() as connection:
        channel = connection.default_channel
        Queue(QUEUE)(channel).declare()
        for number in range(3):
            app.send_task("numbered", args=[number], queue=QUEUE)
        yield channel


def taken(channel: Any) -> Any:
    """The next message."""
    message = Queue(QUEUE)(channel).get(no_ack=False)
    assert message is not None
    return message


def number_of(message: Any) -> int:
    (number,), *_ = message.decode()
    return int(number)


def notes(client: Any) -> set[bytes]:
    """The keys of messages that are taken and not acknowledged."""
    return {key for key in client.scan_iter("*") if b"unacked" in key}


def test_a_message_that_is_given_back_is_the_next_again(channel: Any) -> None:
    assert number_of(taken(channel)) == 0
    given_back = taken(channel)
    given_back.requeue()
    assert [number_of(taken(channel)) for _ in range(2)] == [1, 2]
    assert number_of(given_back) == 1


def test_messages_in_work_when_a_connection_closes_are_the_next_again(
    app: Celery, channel: Any
) -> None:
    with app.connection_for_write() as other:
        taken(other.default_channel).ack()
        taken(other.default_channel)
    assert [number_of(taken(channel)) for _ in range(2)] == [1, 2]


def test_redis_keeps_no_note_of_a_message_that_is_in_work(app: Celery, channel: Any) -> None:
    with channel.conn_or_acquire() as client:
        before = notes(client)  # of other tests on this server
        taken(channel)
        assert notes(client) == before
