"""A study is a function of what it asks for: executor, workers, order and interruptions change no byte of it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest
from studies import FACTORS, TINY, recorded, results

from cmgsim.api.simulate import simulate
from cmgsim.errors import ScenarioError, StudyError
from cmgsim.model.scenario_file import with_settings
from cmgsim.study import store
from cmgsim.study.executors import Inline
from cmgsim.study.study import Study
from cmgsim.study.sweep import sweep


class Backwards(Executor):
    """Finishes the newest first, and only when it has been handed many."""

    _max_workers = 4

    def __init__(self):
        self.handed = []

    def submit(self, fn, /, *args):
        future = Future()
        self.handed.append((future, fn, args))
        if len(self.handed) == 2 * self._max_workers:
            self.finish()
        return future

    def finish(self):
        for future, fn, args in reversed(self.handed):
            future.set_result(fn(*args))
        self.handed = []


class Interrupted(Inline):
    """Gets Ctrl-C after some runs."""

    _max_workers = 1

    def __init__(self, runs):
        self.left = runs

    def submit(self, fn, /, *args):
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        return super().submit(fn, *args)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The study as one worker does it, undisturbed."""
    folder = tmp_path_factory.mktemp("alone")
    sweep(TINY, FACTORS, replications=4, folder=folder)
    return folder


@pytest.mark.slow
def test_the_runs_of_a_study_are_those_of_the_scenario_at_its_points(alone):
    study = Study.open(alone)
    run = simulate(with_settings(TINY, {"cmg.instances": 2, "cmg.service_time": "1 s"}), replications=4)

    assert [log.requests.fingerprint() for log in run.logs] == study.runs["fingerprint"][12:]
    assert [(2, 1)] * 4 == list(zip(study.runs["cmg.instances"], study.runs["cmg.service_time"], strict=True))[12:]


@pytest.mark.slow
@pytest.mark.parametrize("executor", [ThreadPoolExecutor(3), Backwards()], ids=["threads", "backwards"])
def test_any_executor_gives_the_same_bytes(alone, tmp_path, executor):
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # threads that share anything would get in each other's way
    try:
        sweep(TINY, FACTORS, replications=4, folder=tmp_path, executor=executor)
    finally:
        sys.setswitchinterval(before)

    assert results(alone) == results(tmp_path)


@pytest.mark.slow
def test_processes_give_the_same_bytes(alone, tmp_path):
    sweep(TINY, FACTORS, replications=4, folder=tmp_path, executor="processes", workers=2)

    assert results(alone) == results(tmp_path)


@pytest.mark.slow
def test_a_killed_worker_changes_nothing(alone):
    killed = []

    def kill_one(done, _total):
        workers = [child.pid for child in multiprocessing.active_children()]
        if done >= 5 and workers and not killed:
            os.kill(workers[0], signal.SIGKILL)
            killed.append(workers[0])

    # In memory a run counts at once, so that some are still being done when the worker dies.
    study = sweep(TINY, FACTORS, replications=4, executor="processes", workers=2, progress=kill_one)

    assert 1 == len(killed)
    assert Study.open(alone).runs == study.runs


@pytest.mark.slow
def test_a_study_that_was_stopped_goes_on_to_the_same_bytes(alone, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        sweep(TINY, FACTORS, replications=4, folder=tmp_path, executor=Interrupted(6))
    partly = Study.open(tmp_path)
    assert (6, 10) == (len(partly), len(partly.missing()))

    moved = tmp_path.with_name(f"{tmp_path.name}-moved")
    shutil.move(tmp_path, moved)
    sweep(TINY, FACTORS, replications=4, folder=moved, resume=True, executor=ThreadPoolExecutor(2))

    assert results(alone) == results(moved)
    assert sorted(set(recorded(moved))) == sorted(recorded(moved))


def test_a_run_that_finished_is_not_run_again(alone, tmp_path):
    shutil.copytree(alone, tmp_path, dirs_exist_ok=True)
    before = recorded(tmp_path)
    sweep(TINY, FACTORS, replications=4, folder=tmp_path, resume=True)

    assert before == recorded(tmp_path)


def test_a_folder_that_holds_a_study_is_not_written_over(alone):
    with pytest.raises(StudyError, match=r"holds a study already, with 16 finished runs \(`--resume`"):
        sweep(TINY, FACTORS, replications=4, folder=alone)


def test_another_study_is_refused_by_name_of_what_differs(alone):
    with pytest.raises(StudyError, match="holds another study, which differs in: rule"):
        sweep(TINY, FACTORS, replications=5, folder=alone, resume=True)
    with pytest.raises(StudyError, match="differs in: name, scenario"):
        sweep(with_settings(TINY, {"scenario.seed": 2}), FACTORS, replications=4, name="x", folder=alone, resume=True)


def test_another_model_is_refused_in_words(alone, monkeypatch):
    monkeypatch.setattr(store, "model_version", lambda: "9.9.9+abc")

    with pytest.raises(StudyError, match=r"was made by the model .*; this is 9\.9\.9\+abc, whose numbers may differ"):
        sweep(TINY, FACTORS, replications=4, folder=alone, resume=True)


@pytest.mark.slow
def test_a_study_that_grows_keeps_the_runs_that_it_still_has(alone, tmp_path):
    shutil.copytree(alone, tmp_path, dirs_exist_ok=True)
    larger = {**FACTORS, "cmg.instances": [1, 2, 3], "cmg.workers": [16, 8]}  # 16 is what the scenario has
    study = sweep(TINY, larger, replications=4, folder=tmp_path, extend=True)
    fresh = sweep(TINY, larger, replications=4)

    assert 3 * 2 * 2 * 4 == len(recorded(tmp_path))
    assert fresh.runs == study.runs


def test_another_process_on_the_same_study_is_told_so(alone):
    began, done = threading.Event(), threading.Event()

    def hold():
        definition = store.read_folder(alone).definition
        _, held = store.open_folder(alone, definition, resume=True)
        began.set()
        done.wait(10)
        held.close()

    thread = threading.Thread(target=hold)
    thread.start()
    began.wait(10)
    try:
        with pytest.raises(StudyError, match=f"is being worked on by process {os.getpid()} on "):
            sweep(TINY, FACTORS, replications=4, folder=alone, resume=True)
    finally:
        done.set()
        thread.join()


def test_a_run_again_by_its_id_is_exactly_that_run(alone):
    study = Study.open(alone)
    run = study.run_id(3, **{"cmg.instances": 2, "cmg.service_time": 1})

    assert study.runs["fingerprint"][15] == study.rerun(run).requests.fingerprint()
    assert study.verify(run)
    assert study.verify(run[:10])


def test_a_record_that_is_not_what_the_run_gives_is_found_out(alone):
    study = Study.open(alone)
    run = study.runs["run"][0]
    study.outcomes[run].summary["requests"]["ok"] += 1

    assert not study.verify(run)


def test_a_run_of_another_model_is_not_passed_off_as_the_same(alone, monkeypatch):
    monkeypatch.setattr("cmgsim.study.study.model_version", lambda: "0.0.1+other")
    study = Study.open(alone)
    run = study.runs["run"][0]

    with pytest.raises(StudyError, match=r"was made by the model .*; this is 0\.0\.1\+other"):
        study.rerun(run)
    assert study.verify(run)


@pytest.mark.parametrize("run", ["", "zz", "0x"])
def test_an_id_that_no_run_has_is_refused(alone, run):
    with pytest.raises(StudyError, match="there is no run"):
        Study.open(alone).rerun(run)


def test_a_replication_has_the_same_arrivals_at_every_point_unless_it_must_not():
    common = sweep(TINY, {"cmg.instances": [1, 2]}, replications=2)
    apart = sweep(TINY, {"cmg.instances": [1, 2]}, replications=2, common=False)

    assert [1, 1, 1, 1] == common.runs["seed"]
    assert 2 == len(set(apart.runs["seed"]))


def test_every_problem_of_every_factor_is_told_before_anything_runs(tmp_path):
    with pytest.raises(ScenarioError) as error:
        sweep(TINY, {"cmg.instances": [1, 17], "cmg.wokers": [4]}, folder=tmp_path / "never")

    assert ["settings: cmg.wokers: unknown key", "settings: cmg.instances: 17 is too many"] == [
        str(problem).partition(" (")[0] for problem in error.value.problems
    ]
    assert [] == list(tmp_path.iterdir())


def test_a_run_that_fails_is_told_and_tried_again(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("cmgsim.study.task.replicate", lambda *_, **__: {}["no such key"])
        study = sweep(TINY, FACTORS, folder=tmp_path)
    assert {"KeyError: 'no such key'"} == set(study.failures().values())
    assert study.missing() == list(study.failures())

    again = sweep(TINY, FACTORS, folder=tmp_path, resume=True)
    assert ({}, []) == (again.failures(), again.missing())


def test_a_folder_without_a_study_is_told_so(tmp_path):
    with pytest.raises(StudyError, match="holds no study"):
        Study.open(tmp_path)
