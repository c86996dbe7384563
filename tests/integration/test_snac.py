"""SNAC's own decoder, exported from its package, against what PyTorch makes of the same codes."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="an extra: speechlm")

from tests.kit.forge import snac_export
from tests.kit.forge.snac_export import Levels
from worker.engines.speechlm.codecs.codec import Sounding
from worker.engines.speechlm.codecs.snac import BOOK, HOP, Snac

CLOSE = 1e-3


def frames(levels: Levels) -> tuple[int, ...]:
    """The codes of all levels in frames of seven, each in its own part of the block."""
    coarse, middle, fine = (level[0].tolist() for level in levels)
    codes: list[int] = []
    for n, first in enumerate(coarse):
        second, third = middle[2 * n : 2 * n + 2]
        a, b, c, d = fine[4 * n : 4 * n + 4]
        for place, code in enumerate((first, second, a, b, third, c, d)):
            codes.append(code + BOOK * place)
    return tuple(codes)


def opened(path: Path) -> Snac:
    return Snac.load(path, threads=1, device="cpu")


def test_snac_decodes_what_pytorch_decoded() -> None:
    with np.load(snac_export.FOLDER / snac_export.SPOKEN) as spoken:
        levels = [spoken[f"level{number}"] for number in range(3)]
        sound = spoken["sound"]
    codec = opened(snac_export.FOLDER / snac_export.DECODER)
    (alone,) = codec.decode([Sounding(frames(levels))])
    assert len(alone) == HOP * len(levels[0][0])
    np.testing.assert_allclose(alone, sound, atol=CLOSE)
    assert codec.together > 1
    for among_others in codec.decode([Sounding(frames(levels))] * 2):
        np.testing.assert_allclose(among_others, sound, atol=CLOSE)


def test_snac_exported_now_decodes_as_pytorch(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="an extra: pytorch")
    pytest.importorskip("snac", reason="SNAC's own package")
    decoder = snac_export.random_snac()
    snac_export.export(decoder, tmp_path / "decoder.onnx")
    codec = opened(tmp_path / "decoder.onnx")
    for length in (1, 2, 7):
        levels = snac_export.random_levels(length, seed=length)
        (sound,) = codec.decode([Sounding(frames(levels))])
        wanted = snac_export.decoded_by_torch(decoder, levels)
        np.testing.assert_allclose(sound, wanted, atol=CLOSE)


def test_snac_with_its_noise_is_decoded_too(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="an extra: pytorch")
    pytest.importorskip("snac", reason="SNAC's own package")
    snac_export.export(snac_export.random_snac(noise=True), tmp_path / "decoder.onnx")
    levels = snac_export.random_levels(3)
    (sound,) = opened(tmp_path / "decoder.onnx").decode([Sounding(frames(levels))])
    assert len(sound) == 3 * HOP
