"""Workers: one that is lost loses its job alone, whatever the reason, and the others go on."""

import os
import time

import pytest

from jsna import workers


def do(job, begun):
    begun(f"step of {job}")
    if job == "slow":
        time.sleep(600)
    if job == "crash":
        os._exit(7)
    return f"{job} done by {os.getpid()}"


def lost(job, reason):
    return f"{job}: {reason}"


@pytest.mark.parametrize(
    "bad, said",
    [
        ("slow", "slow: step of slow took more than 2 seconds, and was ended."),
        ("crash", "crash: its process ended by itself (exit code 7)."),
    ],
)
def test_a_worker_that_is_lost_loses_its_job_alone(monkeypatch, bad, said):
    monkeypatch.setattr(workers, "LIMIT", 2)
    outcomes = list(workers.work(do, ["a", bad, "b", "c"], 2, lost))
    assert said in outcomes
    assert sorted(text.split()[0] for text in outcomes if text != said) == ["a", "b", "c"]


def test_one_process_does_many_jobs_and_none_is_left():
    outcomes = list(workers.work(do, list("abcdef"), 1, lost))
    assert [text.split()[0] for text in outcomes] == list("abcdef")
    (process,) = {int(text.split()[-1]) for text in outcomes}
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_whoever_stops_listening_ends_all(monkeypatch):
    begun = workers.work(do, ["a", "slow", "slow"], 2, lost)
    assert next(begun).startswith("a done")
    before = time.monotonic()
    begun.close()
    assert time.monotonic() - before < 2 * workers.GRACE + 1


def test_a_job_in_this_process_has_the_same_limit(monkeypatch):
    monkeypatch.setattr(workers, "LIMIT", 0.3)
    assert workers.here(do, "slow", lost) == "slow: step of slow took more than 0.3 seconds, and was ended."
    assert workers.here(do, "a", lost).startswith("a done")
