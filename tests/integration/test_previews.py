"""Previews on a real Valkey: pieces in order, to those who ask, and not for long."""

import threading

import numpy as np
from redis import Redis

from tests.kit.valkey_server import ValkeyServer
from voicefarm.ledger import Ledger
from voicefarm.ledger.previews import ASKED_S, KEPT_S, PreviewPiece, Previews
from voicefarm.ledger.records import ChunkRef

CHUNK = ChunkRef("book", 7)


def piece(start: int, *samples: int, last: bool = False) -> PreviewPiece:
    return PreviewPiece(start, np.array(samples, np.int16), last)


def test_a_chunk_is_asked_for_alone(ledger: Ledger) -> None:
    previews = Previews(ledger)
    assert not previews.asked(CHUNK)
    previews.ask(CHUNK)
    assert previews.asked(CHUNK)
    assert not previews.asked(ChunkRef("book", 8))


def test_pieces_come_in_order_sample_for_sample(ledger: Ledger) -> None:
    previews = Previews(ledger)
    previews.add(CHUNK, piece(0, 1, -32768, 32767))
    previews.add(CHUNK, piece(3, 10, 13))
    (first, one), (second, two) = previews.read(CHUNK, "0", wait_s=0)
    assert (one.start, one.pcm.tolist(), one.last) == (0, [1, -32768, 32767], False)
    assert (two.start, two.pcm.tolist()) == (3, [10, 13])
    previews.add(CHUNK, piece(5, last=True))
    ((_, end),) = previews.read(CHUNK, second, wait_s=0)
    assert (end.start, len(end.pcm), end.last) == (5, 0, True)
    assert len(previews.read(CHUNK, first, wait_s=0)) == 2


def test_a_listener_waits_for_the_next_piece(ledger: Ledger) -> None:
    previews = Previews(ledger)
    assert previews.read(CHUNK, "0", wait_s=0.001) == []
    speaker = threading.Thread(target=previews.add, args=(CHUNK, piece(0, 5)))
    speaker.start()
    ((_, heard),) = previews.read(CHUNK, "0", wait_s=5)
    speaker.join()
    assert heard.pcm.tolist() == [5]


def test_redis_forgets_both_by_itself(ledger: Ledger, valkey: ValkeyServer, namespace: str) -> None:
    previews = Previews(ledger)
    previews.ask(CHUNK)
    previews.add(CHUNK, piece(0, 5))
    with Redis.from_url(valkey.url) as client:
        assert 0 < client.ttl(f"{namespace}:job:book:ear:7") <= ASKED_S
        assert 0 < client.ttl(f"{namespace}:job:book:preview:7") <= KEPT_S
