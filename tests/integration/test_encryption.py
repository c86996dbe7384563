"""Addresses with and without TLS at servers without and with it, and certificates to refuse."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.kit.relay import free_port
from tests.kit.servers import S3
from tests.kit.stepping_clock import SteppingClock
from tests.kit.tls_server import TlsServer
from tests.kit.valkey_server import ValkeyServer
from tests.kit.web_server import web_server
from voicefarm.addresses.encryption import answers_plainly, speaks_tls
from voicefarm.errors import RedisUnreachable, StoreRefuses, StoreUnreachable
from voicefarm.ledger import connect
from voicefarm.store.opening import open_store
from voicefarm.store.s3_errors import S3Address

DAY_S = 86_400
MakeTls = Callable[..., TlsServer]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    server = ValkeyServer(tmp_path_factory.mktemp("v"), port=free_port())
    server.start()
    yield server
    server.kill()


@pytest.fixture
def tls(plain: ValkeyServer, tmp_path: Path) -> Iterator[MakeTls]:
    """Makes TLS servers whose certificate is for some names, and begins some days from now."""
    made = []

    def make(names: str = "IP:127.0.0.1", begins_in_days: int = 0) -> TlsServer:
        environment = dict(os.environ)
        if begins_in_days:
            clock = SteppingClock(tmp_path)
            clock.step(begins_in_days * DAY_S)
            environment |= clock.environment
        socket = plain.folder / "valkey.sock"
        made.append(TlsServer(socket, tmp_path, names=names, environment=environment))
        return made[-1]

    yield make
    for server in made:
        server.shutdown()
        server.server_close()


def refusal_of_redis(url: str) -> str:
    with pytest.raises(RedisUnreachable) as refusal:
        connect(url, "farm", answer_s=1).check()
    return str(refusal.value)


def refusal_of_s3(endpoint: str, authority: Path | None = None) -> str:
    """What is said of a request to this endpoint, which boto3 makes once."""
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
        verify=str(authority) if authority else None,
        config=Config(retries={"total_max_attempts": 1}, proxies={}),
    )
    with (
        pytest.raises(StoreUnreachable) as refusal,
        S3Address("bucket", endpoint).translated(),
    ):
        client.list_buckets()
    # It passes when the server is put right, so work waits for it.
    assert not isinstance(refusal.value, StoreRefuses)
    return str(refusal.value)


def endpoint(server: TlsServer, scheme: str = "https") -> str:
    return f"{scheme}://127.0.0.1:{server.server_address[1]}"


def test_an_address_with_tls_of_a_redis_without_is_named(plain: ValkeyServer) -> None:
    said = refusal_of_redis(f"rediss://127.0.0.1:{plain.port}/0")
    assert "speaks no TLS; write redis://" in said


def test_an_address_without_tls_of_a_redis_with_it_is_named(tls: MakeTls) -> None:
    said = refusal_of_redis(endpoint(tls(), "redis"))
    assert "speaks TLS; write rediss://" in said


def test_an_endpoint_with_tls_of_an_s3_without_is_named(s3: S3) -> None:
    said = refusal_of_s3(s3.endpoint_url.replace("http:", "https:"))
    assert "speaks no TLS; write http://" in said


def test_an_endpoint_without_tls_of_an_s3_with_it_is_named(tls: MakeTls) -> None:
    assert "speaks TLS; write https://" in refusal_of_s3(endpoint(tls(), "http"))


def test_a_proxy_that_answers_plainly_that_it_wants_tls_is_understood(tls: MakeTls) -> None:
    answer = {"Error": {"Code": "400"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    address = S3Address("bucket", endpoint(tls(), "http"))
    with pytest.raises(StoreUnreachable, match="write https://"), address.translated():
        raise ClientError(answer, "PutObject")  # type: ignore[arg-type]


@pytest.mark.parametrize(("scheme", "most_s"), [("http", 3), ("https", 15)])
def test_an_endpoint_of_a_redis_is_named_at_the_first_try(
    plain: ValkeyServer, scheme: str, most_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "a")
    store = open_store("s3://bucket", endpoint_url=f"{scheme}://127.0.0.1:{plain.port}")
    began = time.monotonic()
    with pytest.raises(StoreUnreachable, match="and not S3; correct VOICEFARM_S3") as refusal:
        store.check()
    assert time.monotonic() - began < most_s
    assert not isinstance(refusal.value, StoreRefuses)


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_an_address_of_a_web_server_is_named(s3: S3, tls: MakeTls, scheme: str) -> None:
    with web_server({}) as server:
        said = [refusal_of_redis(f"{scheme}://127.0.0.1:{port_of(server.url)}/0")]
    said.append(refusal_of_redis(f"{scheme}://127.0.0.1:{port_of(s3.endpoint_url)}/0"))
    assert all("A web server answers at 127.0.0.1:" in sentence for sentence in said)
    assert all("and not Redis; correct VOICEFARM_REDIS_URL" in sentence for sentence in said)


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2].rstrip("/"))


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_a_server_that_is_away_is_accused_of_nothing_else(scheme: str) -> None:
    assert "does not answer" in refusal_of_redis(f"{scheme}://127.0.0.1:{free_port()}/0")


def test_what_a_server_speaks_is_seen(plain: ValkeyServer, tls: MakeTls) -> None:
    port = tls().server_address[1]
    assert speaks_tls("127.0.0.1", port)
    assert not answers_plainly("127.0.0.1", port)
    assert answers_plainly("127.0.0.1", plain.port)
    assert not speaks_tls("127.0.0.1", free_port())
    assert not answers_plainly("127.0.0.1", free_port())


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({"names": "DNS:other.example"}, "as its certificate does"),
        ({"begins_in_days": -9}, "have it renewed"),
        ({"begins_in_days": 9}, "set this machine's clock"),
    ],
)
def test_a_certificate_that_does_not_hold_is_named_with_its_remedy(
    tls: MakeTls, made: dict[str, str | int], says: str
) -> None:
    server = tls(**made)
    of_redis = refusal_of_redis(server.url)
    of_s3 = refusal_of_s3(endpoint(server), server.certificate)
    assert says in of_redis
    assert says in of_s3
    assert "can't be trusted" in of_redis
    assert "can't be trusted" in of_s3


def test_a_certificate_of_an_unknown_authority_is_named_with_its_remedy(tls: MakeTls) -> None:
    server = tls()
    assert "?ssl_ca_certs=PATH" in refusal_of_redis(server.url.partition("?")[0])
    assert "AWS_CA_BUNDLE" in refusal_of_s3(endpoint(server))


def test_a_file_of_authorities_that_holds_none_is_named(tls: MakeTls, tmp_path: Path) -> None:
    server = tls()
    key = tmp_path / "key.pem"
    assert "can't be checked" in refusal_of_redis(
        f"{server.url.partition('?')[0]}?ssl_ca_certs={key}"
    )
    assert "can't be checked" in refusal_of_s3(endpoint(server), key)
    assert "AWS_CA_BUNDLE" in refusal_of_s3(endpoint(server), tmp_path / "none.pem")
