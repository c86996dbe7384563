"""Which keys pass, tried with whatever hypothesis can think of."""

import os.path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voicefarm.errors import BadKey
from voicefarm.store.keys import MAX_KEY_BYTES, RESERVED, check_key, check_prefix

SEGMENT = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="/\\"),
    min_size=1,
    max_size=30,
).filter(lambda text: text not in (".", "..") and not text.startswith(RESERVED))
GOOD = st.lists(SEGMENT, min_size=1, max_size=8).map("/".join)


@given(GOOD)
@example("jobs/1/Chương một – Đường về.wav")
@example("a" * 255 + "/" + "b" * 255)
@example(".hidden/...")
def test_relative_keys_pass_unchanged(key: str) -> None:
    assert check_key(key) == key


@given(st.text())
@example("a/../../etc/passwd")
@example("a/./b")
@example("\ud800")
def test_a_key_that_passes_stays_under_its_root(key: str) -> None:
    try:
        check_key(key)
    except BadKey:
        return
    path = os.path.join("/root", key)  # noqa: PTH118  # pathlib would tidy the key
    assert os.path.normpath(path) == path
    assert path.startswith("/root/")


@pytest.mark.parametrize(
    "key",
    ["", "/a", "a/", "a//b", ".", "a/.", "../a", "a\\b", "a\0", "a\x7f", "a\x85b", "\udcff", "\n"],
)
def test_keys_that_leave_their_place_or_cannot_be_written_are_refused(key: str) -> None:
    with pytest.raises(BadKey):
        check_key(key)


@given(GOOD, st.integers(min_value=0, max_value=MAX_KEY_BYTES))
def test_a_prefix_takes_its_room_from_the_key(key: str, room: int) -> None:
    if len(key.encode()) + room <= MAX_KEY_BYTES:
        assert check_key(key, room=room) == key
    else:
        with pytest.raises(BadKey, match="shorten it to"):
            check_key(key, room=room)


def test_length_counts_bytes_not_letters() -> None:
    assert check_key("/".join(["a" * 127] * 8))
    with pytest.raises(BadKey, match="shorten it"):
        check_key("/".join(["ề" * 80] * 5))
    with pytest.raises(BadKey, match="over 255 bytes"):
        check_key("ề" * 86)


def test_the_names_of_unfinished_files_are_reserved() -> None:
    with pytest.raises(BadKey, match="reserved"):
        check_key("takes/" + RESERVED + "1")


@given(GOOD, st.data())
def test_every_beginning_of_a_key_is_a_prefix(key: str, data: st.DataObject) -> None:
    length = data.draw(st.integers(min_value=0, max_value=len(key)))
    assert check_prefix(key[:length]) == key[:length]


@pytest.mark.parametrize("prefix", ["/", "../", "a//", "a/../b", "a\n"])
def test_a_prefix_stays_inside_too(prefix: str) -> None:
    with pytest.raises(BadKey):
        check_prefix(prefix)
