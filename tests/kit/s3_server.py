"""A real S3 server for the tests: OpenStack Swift with s3api, in one process on loopback.

    python tests/kit/s3_server.py DIRECTORY ACCESS_KEY SECRET_KEY

It prints `ready PORT` when it answers, and lives until it is killed. The access key has the form
`account:user`. Data lies in DIRECTORY, on a file system with extended attributes. Signatures and
checksums are verified, which a mock would not do.
"""

import logging
import sys
from pathlib import Path
from typing import Any

import eventlet
import eventlet.wsgi

LOOPBACK = "127.0.0.1"
DEVICE = "sda1"

SWIFT_CONF = """
[swift-hash]
swift_hash_path_prefix = test
swift_hash_path_suffix = test
[storage-policy:0]
name = p0
default = yes
"""

PROXY_CONF = """
[DEFAULT]
swift_dir = {root}
log_level = ERROR
[pipeline:main]
pipeline = catch_errors proxy-logging s3api tempauth bulk slo symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
s3_acl = no
dns_compliant_bucket_names = true
check_bucket_owner = false
# Short pages, so that a test needs few objects to see a second one.
max_bucket_listing = 100
[filter:tempauth]
use = egg:swift#tempauth
user_{account}_{user} = {secret} .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[filter:symlink]
use = egg:swift#symlink
"""


def main() -> None:
    """Start the three storage servers and the proxy, say where, and serve."""
    root, (account, user), secret = Path(sys.argv[1]).resolve(), sys.argv[2].split(":"), sys.argv[3]
    (root / "dev" / DEVICE).mkdir(parents=True, exist_ok=True)
    configure(root)
    pool = eventlet.GreenPool(2000)
    for name, app in storage_servers(root).items():
        listener = eventlet.listen((LOOPBACK, 0))
        save_ring(root, name, listener.getsockname()[1])
        eventlet.spawn(serve, listener, app, pool)
    app = proxy(root, account, user, secret)
    listener = eventlet.listen((LOOPBACK, 0), backlog=128)
    print("ready", listener.getsockname()[1], flush=True)  # noqa: T201
    serve(listener, app, pool)


def configure(root: Path) -> None:
    """Point Swift's module-level settings at `root`: it has no other way to be configured."""
    from swift.common import constraints, storage_policy, utils
    from swift.common.utils import config

    conf = root / "swift.conf"
    conf.write_text(SWIFT_CONF)
    utils.SWIFT_CONF_FILE = config.SWIFT_CONF_FILE = str(conf)
    utils.HASH_PATH_PREFIX = utils.HASH_PATH_SUFFIX = b"test"
    constraints.reload_constraints()
    storage_policy.reload_storage_policies()


def storage_servers(root: Path) -> dict[str, Any]:
    """Return the WSGI apps that keep accounts, containers (buckets) and objects in `root`."""
    from swift.account.server import app_factory as account_server
    from swift.container.server import app_factory as container_server
    from swift.obj.server import app_factory as object_server

    settings = {
        "swift_dir": str(root),
        "devices": str(root / "dev"),
        "mount_check": "false",
        "disable_fallocate": "true",
        "log_level": "ERROR",
        "log_address": "/nonexistent",
    }
    return {
        "account": account_server(settings),
        "container": container_server(settings),
        "object": object_server(settings),
    }


def save_ring(root: Path, name: str, port: int) -> None:
    """Write the file that tells the proxy where the one server of a kind listens."""
    from swift.common.ring import RingBuilder

    builder = RingBuilder(part_power=4, replicas=1, min_part_hours=0)
    address = {"ip": LOOPBACK, "port": port, "replication_ip": LOOPBACK, "replication_port": port}
    builder.add_dev(
        {"region": 1, "zone": 1, "device": DEVICE, "weight": 1.0, "meta": "", **address}
    )
    builder.rebalance()
    builder.get_ring().save(str(root / f"{name}.ring.gz"))


def proxy(root: Path, account: str, user: str, secret: str) -> Any:
    """Return the WSGI app that speaks S3."""
    from swift.common.wsgi import loadapp

    conf = root / "proxy.conf"
    conf.write_text(PROXY_CONF.format(root=root, account=account, user=user, secret=secret))
    return loadapp(
        str(conf),
        global_conf={"log_name": "proxy", "__file__": str(conf)},
        allow_modify_pipeline=True,
    )


def serve(listener: Any, app: Any, pool: Any) -> None:
    """Answer requests until the process ends."""
    from swift.common.wsgi import SwiftHttpProtocol

    eventlet.wsgi.server(
        listener,
        app,
        logging.getLogger("access"),
        custom_pool=pool,
        protocol=SwiftHttpProtocol,
        log_output=False,
        debug=False,
        capitalize_response_headers=False,
    )


if __name__ == "__main__":
    # Only these: patching more breaks Swift's use of real files and processes.
    eventlet.monkey_patch(all=False, socket=True, select=True, thread=True)
    main()
