"""One machine that is sick, next to others that are well."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.kit.commands import Commands, write_model
from tests.kit.relay import free_port
from tests.kit.small_disk import small_disk
from tests.kit.waiting import until
from voicefarm.ledger import Ledger
from voicefarm.messages import JobState

TEXT = "\n\n".join(f"This is paragraph {number}. It is short." for number in range(60))


def text_of(job: int) -> str:
    """Of 180 chunks, none of which is in another job."""
    return "\n\n".join(f"This is part {number} of text {job}." for number in range(180))


GAUGE = "voicefarm_sick{"


@pytest.fixture
def farm(farm: Commands, tmp_path: Path) -> Commands:
    farm.settings |= {
        "VOICEFARM_MODEL": "steady",
        **write_model(tmp_path / "models", "steady", work_s=0.25),
    }
    return farm


def sick(farm: Commands, tmp_path: Path) -> tuple[Commands, Path]:
    """The command of a machine whose store can become a file; the path of that store.

    It sees the same store as the others through a link, until the link leads nowhere usable.
    """
    link = tmp_path / "link"
    (tmp_path / "store").mkdir(exist_ok=True)
    link.symlink_to(tmp_path / "store")
    return replace(farm, settings={**farm.settings, "VOICEFARM_STORE": str(link)}), link


def break_store(link: Path) -> None:
    broken = link.with_name("file")
    broken.write_text("This is no folder.")
    link.rename(link.with_name("kept"))
    link.symlink_to(broken)


def mend_store(link: Path) -> None:
    link.with_name("kept").replace(link)


@pytest.mark.parametrize("queues", ["chunks", "chunks,stitch"])
def test_a_sick_worker_fails_nobody_s_job_and_becomes_well_again(
    farm: Commands, tmp_path: Path, ledger: Ledger, queues: str
) -> None:
    ill, link = sick(farm, tmp_path)
    ill.settings["VOICEFARM_METRICS_ADDRESS"] = "127.0.0.1:0"
    with ExitStack() as running:
        running.enter_context(farm.worker("--slots", "2"))
        worker = running.enter_context(ill.worker("--slots", "2", "--queues", queues))
        pid = worker.pid
        jobs = [farm.run("submit", "-", stdin=text_of(n)).stdout.strip() for n in range(2)]
        until(lambda: ledger.status(jobs[0]).done > 4)
        break_store(link)
        reason = until(lambda: next(w.sick for w in ledger.workers() if w.pid == pid))
        assert "store" in reason
        assert "takes no work" in farm.run("top", "--once").stdout
        mend_store(link)
        until(lambda: not next(w.sick for w in ledger.workers() if w.pid == pid))
        for job in jobs:
            assert farm.json("wait", job)["state"] == "done"
    stats = [stats for job in jobs for stats in ledger.stats(job, 0, 180)]
    assert max(one.attempts for one in stats) <= 2


def test_a_sick_worker_is_not_ready(farm: Commands, tmp_path: Path, ledger: Ledger) -> None:
    ill, link = sick(farm, tmp_path)
    ill.settings["VOICEFARM_METRICS_ADDRESS"] = address = f"127.0.0.1:{free_port()}"
    url = f"http://{address}"
    with farm.worker("--slots", "2"), ill.worker("--slots", "2") as worker:
        assert urlopen(f"{url}/ready").status == 200
        farm.run("submit", "-", stdin=TEXT)
        break_store(link)
        until(lambda: any(w.sick for w in ledger.workers() if w.pid == worker.pid))
        with pytest.raises(HTTPError, match="503") as refused:
            urlopen(f"{url}/ready")
        assert b"it takes no work" in refused.value.read()
        metrics = urlopen(f"{url}/metrics").read().decode()
        gauge = next(line for line in metrics.splitlines() if line.startswith(GAUGE))
        assert gauge.endswith(" 1.0")
        assert urlopen(f"{url}/live").status == 200


def test_a_farm_whose_only_worker_is_sick_waits_for_it(
    farm: Commands, tmp_path: Path, ledger: Ledger
) -> None:
    ill, link = sick(farm, tmp_path)
    with ill.worker("--slots", "4"):
        job = farm.run("submit", "-", stdin=TEXT).stdout.strip()
        until(lambda: ledger.status(job).done > 4)
        break_store(link)
        until(lambda: any(w.sick for w in ledger.workers()))
        mend_store(link)
        assert farm.json("wait", job)["state"] == "done"


def test_a_stitcher_whose_temporary_folder_is_full_leaves_the_job_to_another(
    farm: Commands, tmp_path: Path, ledger: Ledger
) -> None:
    with small_disk(tmp_path / "small", "16k") as disk:
        ill = replace(farm, settings={**farm.settings, "TMPDIR": str(disk.folder)})
        with farm.worker("--slots", "8", "--queues", "chunks"):
            job = farm.run("submit", "-", stdin=TEXT).stdout.strip()
            until(lambda: ledger.status(job).state == JobState.STITCHING)
        with ill.worker("--queues", "stitch"):
            reason = until(lambda: next((w.sick for w in ledger.workers() if w.sick), ""))
            assert str(disk.folder) in reason
            with farm.worker("--queues", "stitch"):
                assert farm.json("wait", job)["state"] == "done"
