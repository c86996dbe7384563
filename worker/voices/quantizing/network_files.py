"""Quantized files of a Piper network, made by onnxruntime's own tools.

`dynamic` has all convolutions in QUInt8 and finds the ranges of sounds while it runs. QInt8 would
take three times as long as 32 bits. `static` has the decoder's convolutions alone in 8 bits, with
ranges that were measured on sentences. What comes before them decides how long sounds are, so it
stays as it is.
"""

import logging  # noqa: TID251 - that of another library, to be kept silent
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from voicefarm.errors import EngineUnavailable

Feed = Mapping[str, Any]
UPSAMPLING, CONVOLUTION = "ConvTranspose", "Conv"


class _Feeds:
    """Sentences, as onnxruntime's calibrators ask for them, one after the other."""

    def __init__(self, feeds: Sequence[Feed]) -> None:
        self._feeds: Iterator[Feed] = iter(feeds)

    def get_next(self) -> Feed | None:
        """The next one; None after the last."""
        return next(self._feeds, None)


def quantize_dynamic(source: Path, out: Path, feeds: Sequence[Feed]) -> None:
    """Write the network with QUInt8 weights. `feeds` aren't needed."""
    quantization = _tools()
    with _quiet():
        quantization.quantize_dynamic(source, out, weight_type=quantization.QuantType.QUInt8)


def quantize_static(source: Path, out: Path, feeds: Sequence[Feed]) -> None:
    """Write the network with its decoder's convolutions in 8 bits. Raises EngineUnavailable."""
    quantization = _tools()
    with _quiet():
        quantization.quantize_static(
            source,
            out,
            _Feeds(feeds),
            nodes_to_quantize=decoder_convolutions(source),
            quant_format=quantization.QuantFormat.QDQ,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            extra_options={"CalibMovingAverage": True},
        )


KINDS: Mapping[str, Callable[[Path, Path, Sequence[Feed]], None]] = {
    "static": quantize_static,
    "dynamic": quantize_dynamic,
}
"""By name; the faster one first, as measured with the voice joe."""


def decoder_convolutions(source: Path) -> list[str]:
    """The names of the convolutions behind the first upsampling."""
    import onnx

    nodes = onnx.load(str(source)).graph.node
    kinds = [node.op_type for node in nodes]
    first = kinds.index(UPSAMPLING) if UPSAMPLING in kinds else len(kinds)
    return [node.name for node in nodes[first:] if node.op_type == CONVOLUTION]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the tools say of shapes that they can't tell from the user."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def _tools() -> Any:
    try:
        import onnx  # noqa: F401 - onnxruntime's tools need it and don't bring it
        from onnxruntime import quantization
    except ModuleNotFoundError as error:
        raise EngineUnavailable(
            f"Quantizing needs the Python package '{error.name}'; pip install {error.name}."
        ) from error
    return quantization
