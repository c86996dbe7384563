"""A SNAC of random weights, exported from its own package: `python -m tests.kit.forge.snac_export`.

It writes the decoder and what PyTorch made of some codes to tests/data. Needs torch, onnx and the
package snac. The strides are those of the model at 24 kHz; channels and codebooks are narrow, so
that the file is small.
"""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parents[2] / "data" / "snac"
DECODER, SPOKEN = "decoder.onnx", "spoken.npz"
STRIDES = (4, 2, 1)
"""Of the three levels: a coarse code lasts as long as four fine ones."""
SIZES: dict[str, Any] = {
    "sampling_rate": 24_000,
    "encoder_dim": 1,
    "encoder_rates": [2, 4, 8, 8],
    "decoder_dim": 16,
    "decoder_rates": [8, 8, 4, 2],
    "attn_window_size": None,
    "codebook_size": 4096,
    "codebook_dim": 2,
    "vq_strides": list(STRIDES),
    "depthwise": True,
}
FRAMES = 2
Levels = list[NDArray[np.int64]]


def random_snac(*, noise: bool = False) -> Any:
    """A SNAC whose decoder takes levels of codes. Its own noise makes each run another."""
    import snac
    import torch
    from snac.layers import Snake1d

    def plain(self: Any, x: Any) -> Any:
        """The same formula; its own form writes the traced length into the graph."""
        return x + (self.alpha + 1e-9).reciprocal() * torch.sin(self.alpha * x).pow(2)

    Snake1d.forward = plain
    torch.manual_seed(1)
    model = snac.SNAC(**SIZES, noise=noise).eval()

    class Decode(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, coarse: Any, middle: Any, fine: Any) -> Any:
            return self.model.decode([coarse, middle, fine])

    return Decode()


def random_levels(frames: int, seed: int = 0) -> Levels:
    """Codes of all levels, [1, frames], [1, 2 frames] and [1, 4 frames]."""
    dice = np.random.default_rng(seed)
    return [dice.integers(0, 4096, (1, frames * STRIDES[0] // stride)) for stride in STRIDES]


def decoded_by_torch(decoder: Any, levels: Levels) -> NDArray[np.float32]:
    """What PyTorch makes of the codes, float32 [samples]."""
    import torch

    with torch.no_grad():
        sound: NDArray[np.float32] = decoder(*map(torch.from_numpy, levels)).numpy().reshape(-1)
    return sound


def export(decoder: Any, path: Path) -> None:
    """Write the decoder as its published export names its tensors."""
    import onnx
    import torch

    inputs = [f"audio_codes.{level}" for level in range(len(STRIDES))]
    axes = {name: {0: "batch", 1: f"codes_{name[-1]}"} for name in inputs}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own, about its successor
        torch.onnx.export(
            decoder,
            tuple(map(torch.from_numpy, random_levels(3))),
            str(path),
            input_names=inputs,
            output_names=["audio_values"],
            dynamic_axes=axes | {"audio_values": {0: "batch", 2: "samples"}},
            opset_version=17,
            dynamo=False,
        )
    model = onnx.load(path)
    for node in model.graph.node:
        node.ClearField("doc_string")
        node.ClearField("name")
    onnx.save(model, path)


def main() -> None:
    """Write the fixture."""
    FOLDER.mkdir(exist_ok=True)
    decoder = random_snac()
    export(decoder, FOLDER / DECODER)
    levels = random_levels(FRAMES)
    named: dict[str, Any] = {f"level{number}": codes for number, codes in enumerate(levels)}
    np.savez_compressed(FOLDER / SPOKEN, sound=decoded_by_torch(decoder, levels), **named)


if __name__ == "__main__":
    main()
