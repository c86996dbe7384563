"""M4A: the sound of an M4B in a file that players sort as music. It has chapters, too."""

from voicefarm.store import StreamWriter
from worker.sound.encoders.m4b import M4bEncoder
from worker.sound.encoders.mp4_tags import MUSIC
from worker.sound.programme_head import Programme


def encoder(file: StreamWriter, rate: int, programme: Programme) -> M4bEncoder:
    """An M4A file."""
    return M4bEncoder(file, rate, programme, MUSIC)
