"""The same study on a Dask cluster: real worker processes, one of them killed, a scheduler at an address."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from command_line import called
from studies import FACTORS, TINY, results

from cmgsim.errors import StudyError
from cmgsim.study.study import Study
from cmgsim.study.sweep import sweep

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # Dask's own

STUDY = """
[set]
"scenario.duration" = "1 min"
"clients[0].count" = 5
"clients[1].count" = 5
[factors]
"cmg.instances" = [1, 2, 3, 4]
"""


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster


def test_a_worker_that_is_killed_changes_nothing(cluster):
    from distributed import Client

    with Client(cluster, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
    killed = []

    def kill_one(done, _total):
        if done >= 4 and not killed:
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])

    # In memory a run counts at once, so that some are still being done when the worker dies.
    address = cluster.scheduler_address
    study = sweep(TINY, FACTORS, replications=4, executor="dask", scheduler=address, progress=kill_one)

    assert [pids[0]] == killed
    assert sweep(TINY, FACTORS, replications=4).runs == study.runs


def test_a_study_begun_here_is_finished_there_by_the_command(cluster, tmp_path):
    (tmp_path / "study.toml").write_text(STUDY)
    words = ["sweep", tmp_path / "study.toml", "-o"]
    assert 0 == called(*words, tmp_path / "alone", "--executor", "inline").code
    ledger = (tmp_path / "alone" / "ledger").read_bytes().splitlines(keepends=True)
    (tmp_path / "both").mkdir()
    (tmp_path / "both" / "ledger").write_bytes(b"".join(ledger[:4]))  # as a kill would leave it: two runs have finished

    done = called(*words, tmp_path / "both", "--resume", "--executor", "dask", "--scheduler", cluster.scheduler_address)

    assert (0, "contoso: 4 of 4 runs at 4 points") == (done.code, done.out.splitlines()[0]), done.err
    assert results(tmp_path / "alone") == results(tmp_path / "both")


CLUSTER = """
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        input()
"""


def test_a_scheduler_that_is_killed_is_told_once_and_nothing_that_counted_is_lost(tmp_path, capfd):
    import dask

    (tmp_path / "cluster.py").write_text(CLUSTER)
    words, pipe = [sys.executable, str(tmp_path / "cluster.py")], subprocess.PIPE
    counted = []

    def kill(done, _total):
        counted.append(done)
        if done >= 2:
            scheduler.kill()

    how = {"replications": 4, "folder": tmp_path / "study"}
    with (
        subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as scheduler,
        dask.config.set({"distributed.comm.timeouts.connect": "1s"}),
        pytest.raises(StudyError, match=r"the Dask scheduler at tcp://.* has ended"),
    ):
        sweep(TINY, FACTORS, executor="dask", scheduler=scheduler.stdout.readline().strip(), progress=kill, **how)

    assert "" == capfd.readouterr().err
    assert max(counted) <= len(Study.open(how["folder"])) < 16
    assert sweep(TINY, FACTORS, replications=4).runs == sweep(TINY, FACTORS, resume=True, **how).runs


@pytest.mark.parametrize(
    ("address", "words"),
    [("nowhere", "'nowhere' is no address"), ("ftp://x:1", "is no address"), ("tcp://a:b", "is no address")],
)
def test_what_is_no_address_is_told_so(address, words):
    with pytest.raises(StudyError, match=words):
        sweep(TINY, executor="dask", scheduler=address)


def test_a_scheduler_that_does_not_answer_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr("cmgsim.study.dask_cluster.CONNECT_S", 1)
    (tmp_path / "study.toml").write_text(STUDY)
    done = called("sweep", tmp_path / "study.toml", "--executor", "dask", "--scheduler", "tcp://127.0.0.1:9")

    assert 2 == done.code
    assert "cmgsim: --scheduler: no Dask scheduler answers at tcp://127.0.0.1:9" in done.err
