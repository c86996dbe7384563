"""S3 as people have it: providers that refuse, or lack, what AWS does."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import cycle, repeat
from pathlib import Path

import pytest

from tests.kit import picky_s3
from tests.kit.picky_s3 import PickyS3, Refuse
from tests.kit.servers import S3
from voicefarm.errors import BadSetting, StoreRefuses, StoreUnreachable
from voicefarm.store import Store
from voicefarm.store.opening import open_store
from voicefarm.store.s3_client import S3Options
from voicefarm.store.s3_errors import plain
from voicefarm.store.writing import PART_SIZE, Bytes, StreamWriter

Open = Callable[..., Store]


@pytest.fixture
def behind(
    s3: S3, bucket: str, open_s3: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """Opens the store through a picky provider."""
    with ExitStack() as ending:

        def opened(refuse: Refuse, *, tls: bool = False, **options: str) -> Store:
            picky = PickyS3(s3.endpoint_url, refuse, tmp_path if tls else None)
            ending.callback(picky.close)
            if picky.certificate:
                monkeypatch.setenv("AWS_CA_BUNDLE", str(picky.certificate))
            url = f"s3://{bucket}/{tmp_path.name}"
            return open_store(url, endpoint_url=picky.url, region="us-east-1", **options)  # type: ignore[arg-type]

        yield opened


def nothing(*_: object) -> None:
    return None


def used(store: Store) -> None:
    """All that a farm does with a store."""
    store.check()
    store.put("small", b"1")
    store.abandon("big")
    with store.writer("big") as writer:
        writer.write(bytes(PART_SIZE + 10))
    assert store.size("big") == PART_SIZE + 10
    assert store.get("small") == b"1"
    store.delete("small")
    assert "check" not in list(store.list())


def test_a_provider_that_refuses_trailers_is_served_without(behind: Open) -> None:
    used(behind(picky_s3.trailers, tls=True))


def test_a_provider_that_refuses_trailers_fails_at_the_start_if_they_are_wanted(
    behind: Open,
) -> None:
    with pytest.raises(StoreRefuses, match=r"PutObject .*VOICEFARM_S3_CHECKSUMS=never"):
        behind(picky_s3.trailers, tls=True, checksums="always").check()


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "AccessDenied"), (501, "NotImplemented"), (405, "MethodNotAllowed")],
)
@pytest.mark.parametrize("what", [picky_s3.listing_of_uploads, picky_s3.aborting_of_uploads])
def test_what_only_tidies_up_may_be_refused(
    behind: Open, what: Callable[[int, str], Refuse], status: int, code: str
) -> None:
    used(behind(what(status, code)))


def test_an_upload_comes_to_its_end_though_half_of_its_parts_are_refused(
    behind: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicefarm.store.s3.PART_PAUSES_S", (0.01, 0.01))
    store = behind(picky_s3.parts_at_times(cycle([True, False])))
    with store.writer("big") as writer:
        writer.write(bytes(2 * PART_SIZE + 10))
    assert store.size("big") == 2 * PART_SIZE + 10


def test_an_upload_whose_part_is_refused_again_and_again_is_put_off(
    behind: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicefarm.store.s3.PART_PAUSES_S", (0.01, 0.01))
    store = behind(picky_s3.parts_at_times(repeat(True)))
    with pytest.raises(StoreUnreachable, match="Busy"), store.writer("big") as writer:
        writer.write(bytes(2 * PART_SIZE + 10))
    assert store.size("big") is None


def test_a_failed_upload_tells_its_own_error_where_none_can_be_aborted(behind: Open) -> None:
    store = behind(picky_s3.aborting_of_uploads(501, "NotImplemented"))

    def fail() -> None:
        with store.writer("big") as writer:
            writer.write(bytes(2 * PART_SIZE + 10))
            raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        fail()


@pytest.mark.parametrize(
    ("refuse", "says"),
    [
        (picky_s3.listing, "ListObjectsV2"),
        (picky_s3.listing, "s3:ListBucket"),
        (picky_s3.deleting, "s3:DeleteObject"),
        (picky_s3.writing(403, "AccessDenied"), "s3:PutObject"),
        (picky_s3.writing(403, "QuotaExceeded"), "is full"),
        (picky_s3.writing(507, "XMinioStorageFull"), "is full"),
        (picky_s3.everything(403, "SecondLevelDomainForbidden"), "VOICEFARM_S3_ADDRESSING=virtual"),
        (picky_s3.everything(403, "SignatureDoesNotMatch"), "check AWS_ACCESS_KEY_ID"),
        (picky_s3.everything(400, "ExpiredToken"), "ExpiredToken"),
        (picky_s3.everything(403, "UserDisable"), "refuses the key"),
        (picky_s3.everything(401, "Unknown"), "refuses the key"),
    ],
)
def test_what_is_needed_is_tried_at_the_start_and_a_refusal_names_it(
    behind: Open, s3: S3, refuse: Refuse, says: str
) -> None:
    with pytest.raises(StoreRefuses) as refused:
        behind(refuse).check()
    sentence = str(refused.value)
    assert says in sentence
    assert "\n" not in sentence
    for secret in (s3.access_key, s3.secret_key, "abc123"):
        assert secret not in sentence


def test_a_key_that_was_renewed_meanwhile_is_found(
    behind: Open, s3: S3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write = keys_in_a_file(monkeypatch, tmp_path)
    write(access_key_id="test:nobody", secret_access_key=s3.secret_key)
    store = behind(nothing)
    with pytest.raises(StoreUnreachable):
        store.put("small", b"1")
    write(access_key_id=s3.access_key, secret_access_key=s3.secret_key)
    store.put("small", b"1")
    assert store.get("small") == b"1"


def keys_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Writes the file of keys that boto3 reads from now on."""
    file = tmp_path / "credentials"
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))

    def write(**keys: str) -> None:
        lines = [f"aws_{name}={value}" for name, value in keys.items()]
        file.write_text("\n".join(["[default]", *lines, ""]))

    return write


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "ExpiredToken"),
        (400, "TokenRefreshRequired"),
        (403, "SecurityTokenExpired"),
        (403, "InvalidSecurityToken.Expired"),
        (401, "ExpiredTokenException"),
        (403, "RequestExpired"),
    ],
)
def test_a_session_token_that_was_renewed_meanwhile_is_found(
    behind: Open, s3: S3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: int, code: str
) -> None:
    write = keys_in_a_file(monkeypatch, tmp_path)
    keys = {"access_key_id": s3.access_key, "secret_access_key": s3.secret_key}
    write(**keys, session_token="old")
    store = behind(picky_s3.session_token(status, code, ended="old"))
    with pytest.raises(StoreRefuses, match="refuses the key"):
        store.put("small", b"1")
    write(**keys, session_token="new")
    store.put("small", b"1")
    assert store.get("small") == b"1"


@pytest.mark.parametrize("endpoint", ["http://s3_store:8333", "http://:8333", "ftp://x", "x"])
def test_an_endpoint_that_is_no_address_is_a_sentence(endpoint: str, open_s3: Open) -> None:
    with pytest.raises((BadSetting, StoreUnreachable), match=r"[Ee]ndpoint"):
        open_s3("s3://bucket/x", endpoint).check()


@pytest.mark.parametrize(
    ("options", "style", "equal"),
    [
        (S3Options(), "auto", False),
        (S3Options("http://h:1"), "path", False),
        (S3Options("https://oss.example", addressing="virtual"), "virtual", False),
        (S3Options("https://account.r2.cloudflarestorage.com"), "path", True),
        (S3Options("https://h", equal_parts="on"), "path", True),
    ],
)
def test_a_provider_gets_the_addresses_and_parts_that_it_wants(
    options: S3Options, style: str, equal: bool
) -> None:
    assert (options.addressing_style, options.wants_equal_parts) == (style, equal)


@pytest.mark.parametrize(
    ("endpoint", "checksums", "variable", "found"),
    [
        (None, "auto", "", None),
        ("http://h", "auto", "", None),
        ("https://h", "auto", "", "when_required"),
        ("https://h", "auto", "when_supported", None),
        ("https://h", "always", "", "when_supported"),
        ("http://h", "never", "", "when_required"),
    ],
)
def test_checksums_are_sent_where_they_do_no_harm(
    monkeypatch: pytest.MonkeyPatch,
    endpoint: str | None,
    checksums: str,
    variable: str,
    found: str | None,
) -> None:
    monkeypatch.delenv("AWS_REQUEST_CHECKSUM_CALCULATION", raising=False)
    if variable:
        monkeypatch.setenv("AWS_REQUEST_CHECKSUM_CALCULATION", variable)
    options = S3Options(endpoint, checksums=checksums)  # type: ignore[arg-type]
    assert options.checksum_config.get("request_checksum_calculation") == found


class Counting:
    """A sink that remembers the sizes of its parts."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def put_whole(self, data: Bytes) -> None:
        """Not used."""

    def append(self, number: int, part: Bytes) -> None:
        self.sizes.append(len(part))

    def finish(self, head: Bytes) -> None:
        self.sizes.append(len(head))

    def abort(self) -> None:
        """Not used."""


def test_equal_parts_stay_equal_past_8_gib() -> None:
    sink, block = Counting(), bytes(PART_SIZE)
    with StreamWriter(sink, "x", equal_parts=True) as writer:
        for _ in range(1100):
            writer.write(block)
    assert set(sink.sizes) == {PART_SIZE}
    assert len(sink.sizes) == 1100


@pytest.mark.parametrize(
    "text",
    [
        "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE",
        "The key AKIAIOSFODNN7EXAMPLE is unknown",
        "Signature: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "X-Amz-Credential=ASIAQQQQ1234/20260101/us-east-1/s3/aws4_request",
        "got 0123456789abcdef0123456789abcdef0123456789abcdef",
    ],
)
def test_keys_and_signatures_are_left_out_of_a_message(text: str) -> None:
    said = plain(ValueError(text))
    for secret in ("AKIA", "ASIA", "wJalr", "0123456789abcdef"):
        assert secret not in said
