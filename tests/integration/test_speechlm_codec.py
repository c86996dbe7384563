"""Codecs on the real onnxruntime: alignment, lengths, batches, order."""

import threading
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="an extra: speechlm")

from tests.kit.forge.codecs import FRAME, TrueCodec, forge_codec, heard
from tests.kit.forge.codecs import NeuCodec as NeuCodecRecipe
from voicefarm.errors import SynthesisFailed
from worker.engines import Samples
from worker.engines.speechlm.codecs.codec import Sounding
from worker.engines.speechlm.codecs.codec_thread import CodecThread
from worker.engines.speechlm.codecs.neucodec import NeuCodec
from worker.engines.speechlm.codecs.sharing import TOGETHER


def load(defect: str = "") -> NeuCodec:
    recipe = NeuCodecRecipe(defect)  # type: ignore[arg-type]
    return NeuCodec.load(forge_codec(recipe), threads=1, device="cpu")


@pytest.mark.parametrize("count", [1, 2, 3, 500])
def test_every_code_gets_its_480_samples_in_its_own_place(count: int) -> None:
    codes = tuple(range(1000, 1000 + count))
    (samples,) = load().decode([Sounding(codes)])
    assert samples.shape == (FRAME * count,)
    expected = np.repeat(np.array(codes, np.float32) / 65_536, FRAME)
    np.testing.assert_allclose(samples, expected, atol=1e-6)


def test_utterances_of_equal_length_share_a_call() -> None:
    codec = load()
    assert codec.together > 1
    sounds = codec.decode([Sounding((5, 6, 7)), Sounding((8, 9, 10))])
    assert [heard(sound) for sound in sounds] == [[5, 6, 7], [8, 9, 10]]


def test_an_export_that_takes_one_at_a_time_is_found_out() -> None:
    assert load("one-batch").together == 1


def test_utterances_that_would_change_each_others_sound_share_no_call() -> None:
    """In dynamic int8 all of a call have one scale."""
    small = TrueCodec(layers=1, hidden=64, ffn=64, heads=2, convolutions=2)
    for int8, together in ((True, 1), (False, TOGETHER)):
        file = forge_codec(replace(small, int8=int8))
        assert NeuCodec.load(file, threads=1, device="cpu").together == together


class Counting:
    """A codec that writes down what it was called with, and waits for a first permission."""

    longest, together = 100, 4

    def __init__(self) -> None:
        self.calls: list[list[tuple[int, ...]]] = []

    def decode(self, soundings: Sequence[Sounding]) -> list[Samples]:
        self.calls.append([sounding.codes for sounding in soundings])
        if soundings[0].codes == (13,):
            raise SynthesisFailed("thirteen")
        return [np.array(sounding.codes, np.float32) for sounding in soundings]


def test_sounds_come_in_the_order_of_asking_each_to_its_own_asker() -> None:
    codec = Counting()
    thread = CodecThread(codec)
    asked = [tuple([i] * (1 + i % 3)) for i in range(200)]
    futures = [thread.submit(Sounding(codes)) for codes in asked]
    for codes, future in zip(asked, futures, strict=True):
        assert tuple(future.result()) == codes
    thread.close()
    assert [codes for call in codec.calls for codes in call] == asked
    assert all(len({len(codes) for codes in call}) == 1 for call in codec.calls)


def test_a_failure_reaches_its_own_asker_alone() -> None:
    thread = CodecThread(Counting())
    bad, good = thread.submit(Sounding((13,))), thread.submit(Sounding((1, 2)))
    with pytest.raises(SynthesisFailed, match="thirteen"):
        bad.result()
    assert tuple(good.result()) == (1, 2)
    thread.close()


def test_too_many_codes_and_none_are_refused() -> None:
    thread = CodecThread(Counting())
    for codes in ((), tuple(range(101))):
        with pytest.raises(SynthesisFailed, match="1 to 100 codes"):
            thread.submit(Sounding(codes))
    thread.close()


def test_a_codec_that_stands_still_can_be_told_from_one_that_works() -> None:
    entered, go_on = threading.Event(), threading.Event()

    class Stuck(Counting):
        def decode(self, soundings: Sequence[Sounding]) -> list[Samples]:
            entered.set()
            go_on.wait()
            return super().decode(soundings)

    thread = CodecThread(Stuck())
    future = thread.submit(Sounding((1,)))
    entered.wait()
    standing = thread.still_s()
    assert thread.still_s() > standing
    go_on.set()
    future.result()
    again = thread.submit(Sounding((2,)))
    again.result()
    thread.close()
