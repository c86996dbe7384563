"""The index of an audiobook: its tracks, chapters and tags, as they stand at the end of the file.

ISO/IEC 14496-12 describes the boxes, 14496-14 and -1 the AAC in them. Apple's QuickTime File Format
describes chapters (a track of titles) and tags. The bytes are those of FFmpeg's own muxer.
That one keeps about 15 MB in memory for each hour. Here the memory is constant.
"""

from dataclasses import dataclass

from worker.sound.encoders.mp4_boxes import U32_MAX, Box, u8, u16, u32, u64
from worker.sound.encoders.mp4_samples import SampleTables

MILLISECONDS = 1000
"""Units a second of the whole and of the track of titles."""
NO_LANGUAGE = 0
ONE = u32(0x10000)
MATRIX = ONE + u32(0) * 3 + ONE + u32(0) * 3 + u32(0x4000_0000)
"""A picture stays where it is; the format wants this for sound too."""
FONT = 1


@dataclass(frozen=True, slots=True)
class AacTrack:
    """The sound."""

    rate: int
    """Samples and units a second."""
    channels: int
    bit_rate: int
    """As set; bits a second."""
    config: bytes
    """The AudioSpecificConfig (14496-3, 1.6.2.1)."""
    language: str
    """ISO 639-2."""
    priming: int
    """Samples that the encoder puts before the first, and no player plays."""
    samples: SampleTables

    @property
    def played(self) -> int:
        """Samples that are heard."""
        return max(0, self.samples.duration - self.priming)


def index_box(sound: AacTrack, titles: SampleTables, user_data: Box, pictures: int) -> Box:
    """The whole index. Titles lie under their times in milliseconds, the first one at 0.

    `pictures` get a track number each, though they lie in `user_data`.
    """
    number = 2 + pictures
    duration = max(_milliseconds(sound.played, sound.rate), titles.duration)
    return Box.of(
        b"moov",
        _movie_header(duration, last_number=number if titles.count else 1),
        _sound_box(sound, titles=number if titles.count else None),
        _titles_box(titles, number) if titles.count else None,
        user_data,
    )


def _movie_header(duration: int, last_number: int) -> Box:
    """The header of all tracks, with the number that a further one would get."""
    rest = ONE + u16(0x100) + bytes(10) + MATRIX + bytes(24) + u32(last_number + 1)
    return _timed(b"mvhd", u32(MILLISECONDS), duration, rest)


def _sound_box(sound: AacTrack, titles: int | None) -> Box:
    """The track of the sound; `titles` is the number of the track that has the chapters."""
    total = _milliseconds(sound.samples.duration, sound.rate)
    first_part = _milliseconds(sound.priming, sound.rate)
    chapters = Box.of(b"tref", Box.of(b"chap", u32(titles))) if titles else None
    description = Box.full(b"stsd", u32(1), _aac_description(sound))
    return Box.of(
        b"trak",
        _track_header(1, _milliseconds(sound.played, sound.rate), enabled=True, loud=True),
        _played(max(0, total - first_part), sound.priming),
        chapters,
        Box.of(
            b"mdia",
            _media_header(sound.rate, sound.samples.duration, _packed(sound.language)),
            _handler(b"soun", b"SoundHandler"),
            Box.of(
                b"minf",
                Box.full(b"smhd", u32(0)),
                _data_here(),
                Box.of(b"stbl", description, *sound.samples.boxes(), *_pre_roll(sound.samples)),
            ),
        ),
    )


def _titles_box(titles: SampleTables, number: int) -> Box:
    description = Box.full(b"stsd", u32(1), _text_description(titles))
    return Box.of(
        b"trak",
        _track_header(number, titles.duration, enabled=False, loud=False),
        _played(titles.duration, 0),
        Box.of(
            b"mdia",
            _media_header(MILLISECONDS, titles.duration, NO_LANGUAGE),
            _handler(b"text", b"SubtitleHandler"),
            Box.of(
                b"minf",
                _text_header(),
                _data_here(),
                Box.of(b"stbl", description, *titles.boxes()),
            ),
        ),
    )


def _track_header(number: int, duration: int, *, enabled: bool, loud: bool) -> Box:
    """A track's number and milliseconds; one that isn't enabled is for reference only."""
    group, volume = (u16(1), u16(0x100)) if loud else (u16(0), u16(0))
    rest = bytes(8) + u16(0) + group + volume + u16(0) + MATRIX + bytes(8)
    return _timed(b"tkhd", u32(number) + u32(0), duration, rest, flags=2 + enabled)


def _media_header(rate: int, duration: int, language: int) -> Box:
    return _timed(b"mdhd", u32(rate), duration, u16(language) + u16(0))


def _timed(kind: bytes, before: bytes, duration: int, rest: bytes, flags: int = 0) -> Box:
    """A header with times: made and changed at 0, so that two runs are equal, and a duration."""
    if duration < U32_MAX:
        return Box.full(kind, bytes(8), before, u32(duration), rest, flags=flags)
    return Box.full(kind, bytes(16), before, u64(duration), rest, version=1, flags=flags)


def _played(duration: int, start: int) -> Box:
    """Which part of a track is played: `duration` milliseconds, from its unit `start` on."""
    version, number = (0, u32) if duration < 2**31 else (1, u64)
    entry = number(duration) + number(start) + ONE
    return Box.of(b"edts", Box.full(b"elst", u32(1), entry, version=version))


def _handler(kind: bytes, name: bytes) -> Box:
    return Box.full(b"hdlr", u32(0), kind, bytes(12), name + b"\0")


def _data_here() -> Box:
    """The samples lie in this file."""
    return Box.of(b"dinf", Box.full(b"dref", u32(1), Box.full(b"url ", flags=1)))


def _pre_roll(samples: SampleTables) -> tuple[Box, Box]:
    """A decoder that starts at any frame needs the one before it, too (14496-12, 10.1)."""
    one_back = (-1).to_bytes(2, "big", signed=True)
    return (
        Box.full(b"sgpd", b"roll", u32(len(one_back)), u32(1), one_back, version=1),
        Box.full(b"sbgp", b"roll", u32(1), u32(samples.count), u32(1)),
    )


def _aac_description(sound: AacTrack) -> Box:
    average = _bits_a_second(sound.samples, sound.rate)
    most = max(sound.bit_rate, average)
    return Box.of(
        b"mp4a",
        bytes(6) + u16(1) + bytes(8),
        u16(sound.channels) + u16(16) + u32(0) + u16(sound.rate) + u16(0),
        Box.full(b"esds", _stream_description(sound.config, most, average)),
        _bit_rates(most, average),
    )


def _stream_description(config: bytes, most: int, average: int) -> bytes:
    """The ES_Descriptor of 14496-1, 7.2.6.5: MPEG-4 audio, its rates, its configuration."""
    decoder = u8(0x40) + u8(0x15) + bytes(3) + u32(most) + u32(average)
    return _descriptor(
        3,
        u16(1) + u8(0) + _descriptor(4, decoder + _descriptor(5, config)) + _descriptor(6, u8(2)),
    )


def _descriptor(tag: int, content: bytes) -> bytes:
    """Its size takes four bytes of seven bits each, as most writers do it."""
    size = bytes(0x80 | len(content) >> shift & 0x7F for shift in (21, 14, 7))
    return u8(tag) + size + u8(len(content) & 0x7F) + content


def _text_description(samples: SampleTables) -> Box:
    """QuickTime's text, in no colour that matters: titles are listed, not drawn."""
    average = _bits_a_second(samples, MILLISECONDS)
    return Box.of(
        b"text",
        bytes(6) + u16(1) + u32(1) + bytes(18) + u16(FONT) + bytes(6),
        Box.of(b"ftab", u16(1) + u16(FONT) + u8(0)),
        _bit_rates(average, average),
    )


def _text_header() -> Box:
    graphics = Box.full(b"gmin", u16(0x40) + u16(0x8000) * 3 + u32(0))
    return Box.of(b"gmhd", graphics, Box.of(b"text", MATRIX))


def _bit_rates(most: int, average: int) -> Box | None:
    return Box.of(b"btrt", u32(0), u32(most), u32(average)) if most else None


def _bits_a_second(samples: SampleTables, rate: int) -> int:
    if not samples.duration:
        return 0
    return samples.total * 8 * rate // samples.duration


def _milliseconds(duration: int, rate: int) -> int:
    """Units as milliseconds, rounded up."""
    return -(-duration * MILLISECONDS // rate)


def _packed(language: str) -> int:
    """Three letters in fifteen bits."""
    number = 0
    for letter in language:
        number = number << 5 | ord(letter) - 0x60
    return number
