"""What S3 providers, and proxies before them, answer: a sentence, and whether waiting helps."""

import pytest
from botocore.exceptions import ClientError

from voicefarm.errors import BadSetting, StoreRefuses, StoreUnreachable
from voicefarm.store.s3 import S3Store
from voicefarm.store.s3_client import S3Options
from voicefarm.store.s3_errors import S3Address


def answered(status: int, code: str, operation: str = "UploadPart") -> StoreUnreachable:
    """What becomes of an answer."""
    facts = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    with (
        pytest.raises(StoreUnreachable) as refused,
        S3Address("bucket", "http://here").translated(),
    ):
        raise ClientError(facts, operation)  # type: ignore[arg-type]
    return refused.value


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        (302, "302", "sends requests elsewhere"),
        (308, "308", "http:// to https://"),
        (301, "PermanentRedirect", "not in the region"),
        (402, "AccountSuspended", "could not serve"),
        (410, "Gone", "could not serve"),
        (411, "MissingContentLength", "could not serve"),
        (413, "413", "413 at UploadPart"),
        (400, "EntityTooLarge", "take 8 MiB at least"),
        (431, "431", "could not serve"),
        (451, "451", "could not serve"),
        (507, "507", "is full"),
    ],
)
def test_what_would_be_answered_again_is_a_refusal(status: int, code: str, says: str) -> None:
    error = answered(status, code)
    assert isinstance(error, StoreRefuses)
    assert says in str(error)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "RequestTimeout"),
        (400, "Busy"),
        (408, "408"),
        (409, "OperationAborted"),
        (412, "PreconditionFailed"),
        (423, "Locked"),
        (425, "425"),
        (429, "TooManyRequests"),
        (500, "InternalError"),
        (502, "502"),
        (503, "SlowDown"),
    ],
)
def test_what_may_pass_is_waited_out(status: int, code: str) -> None:
    assert not isinstance(answered(status, code), StoreRefuses)


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("AWS_DEFAULT_REGION", "eu west/1", "VOICEFARM_S3_REGION"),
        ("AWS_REQUEST_CHECKSUM_CALCULATION", "sometimes", "boto3 can't be set up"),
    ],
)
def test_a_bad_variable_of_boto3_is_named_as_one(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSetting, match=says):
        S3Store("bucket", "", S3Options("http://127.0.0.1:1")).size("a")
