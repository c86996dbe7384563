"""Settings: environment over file over default, and strict."""

from pathlib import Path

import pytest

from voicefarm.addresses.redis import connection_arguments
from voicefarm.errors import BadSetting
from voicefarm.settings import Settings, environment_of, load_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_environment_is_over_the_file_and_the_file_over_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_settings().model == "espeak"
    Path("voicefarm.toml").write_text('model = "from-file"\nslots = 3\nqueues = "stitch"\n')
    monkeypatch.setenv("VOICEFARM_MODEL", "from-environment")
    settings = load_settings()
    assert (settings.model, settings.slots, settings.queues) == ("from-environment", 3, ("stitch",))


def test_an_argument_is_over_all_unless_it_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFARM_SLOTS", "3")
    assert load_settings(slots=5).slots == 5
    assert load_settings(slots=None).slots == 3


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('sotre = "x"', "Setting 'sotre' is not known; did you mean 'store'?"),
        ("slots = -1", "Setting 'slots': give 0 or more, not -1; change it in voicefarm.toml or"),
        ('queues = "chunks,dishes"', "Setting 'queues'"),
        ("slots = ", "voicefarm.toml is not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_one_sentence(line: str, sentence: str) -> None:
    Path("voicefarm.toml").write_text(line)
    with pytest.raises(BadSetting) as caught:
        load_settings()
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_folder_of_isolated_engines_is_a_known_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VOICEFARM_ENGINES_DIR", "/somewhere")
    assert load_settings().model == "espeak"


def test_an_unknown_variable_names_the_nearest_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFARM_REDIS", "x")
    with pytest.raises(BadSetting, match="did you mean 'VOICEFARM_REDIS_URL'"):
        load_settings()


def test_a_process_can_be_given_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(
        slots=7, queues="stitch", redis_url="unix:///x", heartbeat_s=0.5, lease_s=1.5
    )
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings


def test_the_shipped_file_is_valid(tmp_path: Path) -> None:
    shipped = (ROOT / "config/voicefarm.toml").read_text("utf-8")
    every_key = shipped.replace("# redis", "redis").replace("# s", "s").replace("# m", "m")
    Path("voicefarm.toml").write_text(every_key.replace("# threads", "threads"))
    assert load_settings().store == "s3://my-bucket/voicefarm"


@pytest.mark.parametrize(
    "variable",
    [
        "VOICEFARM_PORT",
        "VOICEFARM_SERVICE_HOST",
        "VOICEFARM_SERVICE_PORT",
        "VOICEFARM_SERVICE_PORT_HTTP",
        "VOICEFARM_PORT_8080_TCP",
        "VOICEFARM_PORT_8080_TCP_ADDR",
        "VOICEFARM_PORT_53_UDP_PROTO",
        "VOICEFARM_REDIS_PORT",
        "VOICEFARM_REDIS_SERVICE_HOST",
        "VOICEFARM_REDIS_PORT_6379_TCP_PORT",
        "VOICEFARM_S3_STORE_SERVICE_PORT_S3_API",
    ],
)
def test_links_to_services_of_kubernetes_are_not_settings(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "tcp://10.0.0.5:6379")
    assert load_settings().redis_url is None


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"VOICEFARM_{name.upper()}", "")
    assert load_settings() == Settings()


def test_a_value_out_of_a_file_may_end_with_a_newline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFARM_S3_ENDPOINT_URL", "http://127.0.0.1:8333\n")
    monkeypatch.setenv("VOICEFARM_SLOTS", " 3\n")
    settings = load_settings()
    assert (settings.s3_endpoint_url, settings.slots) == ("http://127.0.0.1:8333", 3)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("slots", "many", "'slots'"),
        ("slots", "-1", "'slots'"),
        ("lease_s", "nan", "'lease_s'"),
        ("lease_s", "1", "ends before the next heartbeat"),
        ("outage_s", "inf", "'outage_s'"),
        ("drain_s", "1e300", "'drain_s'"),
        ("health_file", "/", "'health_file'"),
        ("health_file", ".", "'health_file'"),
        ("namespace", "Up Per", "'namespace'"),
        ("log_level", "loud", "'log_level'"),
        ("queues", "dishes", "'queues'"),
        ("mos", "perhaps", "'mos'"),
        ("memory_limit_mb", "1.5", "'memory_limit_mb'"),
        ("redis_url", "redis://h:secret/voicefarm", "'redis_url' is not a URL"),
        ("redis_url", "redis://h/voicefarm", "not the number of a database"),
        ("redis_url", "amqp://h", "is not a Redis URL"),
        ("redis_url", "localhost:6379", "is not a Redis URL"),
        ("redis_url", "unix://", "names no socket by its whole path"),
        ("redis_url", f"unix:///{'x' * 120}", "too long for a socket"),
        ("redis_url", "redis://[::1/0", "'redis_url' is not a URL"),
        ("redis_url", "redis://h?db=two", "'redis_url'"),
        ("redis_url", "redis://h?colour=red", "'colour'"),
        ("redis_url", "redis://u:1#secret@h/0", "of a password as %23"),
        ("redis_url", "redis://u:1?secret@h/0", "of a password as %23"),
        ("redis_url", "redis://u:1/secret@h/0", "not the number of a database"),
        ("redis_url", "redis+sentinel://h:26379/m/0", "of several servers"),
        ("redis_url", "rediss+cluster://h", "of several servers"),
        ("redis_url", "unix://run/redis.sock", "whole path"),
        ("redis_url", "unix:run/redis.sock", "whole path"),
        ("redis_url", "rediss://h?ssl_ca_certs=/nowhere/ca.pem", "ssl_ca_certs=/nowhere/ca.pem"),
        ("redis_url", "rediss://h?ssl_keyfile=/", "names no file"),
    ],
)
def test_a_bad_value_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(f"VOICEFARM_{name.upper()}", value)
    with pytest.raises(BadSetting) as refused:
        load_settings()
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("url", "arguments"),
    [
        ("redis://h:1/2", {"host": "h", "port": 1, "db": 2}),
        ("redis://[::1]:6379/3", {"host": "::1", "port": 6379, "db": 3}),
        ("redis://u:p@ss+%23@h", {"host": "h", "username": "u", "password": "p@ss+#"}),
        ("redis://h?password=p@ss&db=", {"host": "h", "password": "p@ss"}),
        ("valkey://h:1/2", {"host": "h", "port": 1, "db": 2}),
        ("valkeys://h", {"host": "h"}),
        ("redis://u:p%40@h", {"host": "h", "username": "u", "password": "p@"}),
        ("unix:///a%20b?db=2", {"path": "/a b", "db": 2}),
        ("unix:///s?username=u&password=p", {"path": "/s", "username": "u", "password": "p"}),
        ("unix://u:p@/s", {"path": "/s", "username": "u", "password": "p"}),
        ("redis+socket:///s?virtual_host=4", {"path": "/s", "db": 4}),
        ("rediss://h?ssl_cert_reqs=CERT_NONE", {"host": "h", "ssl_cert_reqs": "none"}),
        ("rediss://h?ssl_check_hostname=false", {"host": "h", "ssl_check_hostname": False}),
    ],
)
def test_an_address_of_redis_is_read_once_for_all(url: str, arguments: dict[str, object]) -> None:
    found = connection_arguments(url)
    found.pop("connection_class", None)
    assert found == arguments
