"""Small pictures for covers."""

import hashlib
import struct
import zlib
from fractions import Fraction

import av
import numpy as np

from voicefarm.messages import Cover
from worker.sound.pictures import Picture


def png(width: int, height: int) -> bytes:
    """A grey PNG."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(height * (width + 1)))
    chunks = [(b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


def jpeg(width: int, height: int) -> bytes:
    """A JPEG of noise, by FFmpeg."""
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    noise = np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8)
    frame = av.VideoFrame.from_ndarray(noise, "rgb24").reformat(format="yuvj420p")
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def picture(kind: str) -> Picture:
    """A cover of 64 × 48 pixels."""
    data = png(64, 48) if kind == "png" else jpeg(64, 48)
    digest = hashlib.sha256(data).hexdigest()
    return Picture(Cover(kind=kind, width=64, height=48, digest=digest), data)
