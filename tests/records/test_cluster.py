"""A cluster: workers count the parts, and what comes of it is what one process makes, to the byte; what cannot be so is refused."""

import contextlib
import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dask
import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from jsna.cli import cli
from jsna.errors import JsnaError
from jsna.records import cluster, protected, run

Write = Callable[..., Path]
TODAY = dt.date(2026, 1, 1)
WORKERS = 2


@contextlib.contextmanager
def _cluster(scratch: Path, number: int = WORKERS) -> Iterator[LocalCluster]:
    """Workers, each a process, with their folders in `scratch`."""
    with LocalCluster(
        n_workers=number, threads_per_worker=2, processes=True, host="127.0.0.1", dashboard_address=None, local_directory=str(scratch)
    ) as workers:
        yield workers


def _allowed(data: Path, scheduler: str) -> None:
    file = data / "local" / "agreements.toml"
    file.write_text(file.read_text(encoding="utf-8") + f'cluster = "{scheduler}"\n', encoding="utf-8")


def _counts(data: Path) -> bytes:
    return (data / "protected" / "admissions" / "hes-2018-19.parquet").read_bytes()


def _alone(folder: Path, data: Path, tmp_path: Path) -> tuple[run.Facts, bytes]:
    """What one process makes of an extract, in another workspace under the same agreement."""
    shutil.copytree(data / "local", tmp_path / "alone" / "local")
    facts = run.build(folder, tmp_path / "alone", "hes", TODAY)
    return facts, _counts(tmp_path / "alone")


def _episodes(at: int, number: int) -> list[dict[str, Any]]:
    """Episodes of which each part has some by the same unit, month, age and cause as the others, some that are left out, and nights."""
    return [
        {"GPPRAC": f"M{row % 7:05}", "LSOA11": f"E0100{row % 11:04}", "STARTAGE": str((row + at) % 100),
         "DIAG_4_01": ["I219", "J459"][row % 2], "EPIORDER": ["1", "1", "2"][row % 3], "SEX": str(row % 3),
         "DISDATE": ["", "2018-05-03", "2018-06-01"][(row + at) % 3]}
        for row in range(number)
    ]  # fmt: skip


@pytest.mark.thorough
def test_two_workers_give_the_bytes_of_one_process_and_keep_nothing(extract: Write, data: Path, tmp_path: Path) -> None:
    for at, part in enumerate(("a.csv", "b.parquet", "c.csv.gz", "d.csv")):
        folder = extract(*_episodes(at, 300), part=part)
    with _cluster(tmp_path / "scratch") as workers:
        _allowed(data, workers.scheduler_address)
        facts = run.build(folder, data, "hes", TODAY, scheduler=workers.scheduler_address)
        owned = [path for path in (tmp_path / "scratch").rglob("*") if path.is_dir() and path.stat().st_mode & 0o777 == 0o700]
        assert len(owned) == WORKERS, owned
        assert [path for folder in owned for path in folder.rglob("*") if path.is_file()] == []
    assert (facts, _counts(data)) == _alone(folder, data, tmp_path)
    assert facts.admissions == 4 * 200 and facts.left_out == {"later episode": 4 * 100}


@pytest.mark.thorough
def test_rows_of_one_stay_in_two_parts_are_counted_as_in_one(extract: Write, data: Path, tmp_path: Path) -> None:
    """The stay is counted by its first episode alone, wherever the later ones lie: as one admission, not as two, and not as none."""
    extract({"EPIORDER": "2"}, part="a.csv")
    folder = extract({"EPIORDER": "1"}, part="b.csv")
    with _cluster(tmp_path / "scratch") as workers:
        _allowed(data, workers.scheduler_address)
        facts = run.build(folder, data, "hes", TODAY, scheduler=workers.scheduler_address)
    assert (facts.admissions, facts.left_out) == (1, {"later episode": 1})


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="there is no such signal on Windows")
def test_a_worker_that_is_killed_while_it_counts_changes_nothing(extract: Write, data: Path, tmp_path: Path) -> None:
    for at in range(6):
        folder = extract(*_episodes(at, 40_000), part=f"{at}.csv")
    in_the_middle: list[bool] = []

    def kill(workers: LocalCluster) -> None:
        while not (spills := list((tmp_path / "scratch").rglob(f"{protected.SPILL}*"))):
            time.sleep(0.001)
        worker = next(nanny for nanny in workers.workers.values() if Path(nanny.worker_dir) == spills[0].parent)
        os.kill(worker.pid, signal.SIGKILL)
        in_the_middle.append(spills[0].exists())  # a count that had ended would have taken it away

    with _cluster(tmp_path / "scratch") as workers:
        _allowed(data, workers.scheduler_address)
        killer = threading.Thread(target=kill, args=[workers])
        killer.start()
        facts = run.build(folder, data, "hes", TODAY, scheduler=workers.scheduler_address)
        killer.join()
        with workers.get_client() as client:
            client.wait_for_workers(WORKERS, timeout=30)
        assert list((tmp_path / "scratch").rglob(f"{protected.SPILL}*")) == []
    assert in_the_middle == [True]
    assert (facts, _counts(data)) == _alone(folder, data, tmp_path)


@pytest.mark.thorough
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="there is no path that only one process sees")
def test_a_part_that_a_worker_cannot_see_or_read_is_named(extract: Write, data: Path, tmp_path: Path) -> None:
    folder = extract({}, part="a.csv")
    descriptor = os.open(folder, os.O_RDONLY)
    with _cluster(tmp_path / "scratch") as workers:
        scheduler = workers.scheduler_address
        _allowed(data, scheduler)
        with pytest.raises(JsnaError, match=r"fd/\d+/a.csv: expected the worker tcp://.* to see the same file .*, found no such file"):
            run.build(Path(f"/proc/self/fd/{descriptor}"), data, "hes", TODAY, scheduler=scheduler)
        os.close(descriptor)
        part = extract(*_episodes(0, 3000), part="bad.csv") / "bad.csv"
        part.write_text(part.read_text(encoding="utf-8") + "1,2,3\n", encoding="utf-8")
        with pytest.raises(JsnaError, match=r"bad.csv: expected a part of an extract that can be read to its end") as refusal:
            run.build(folder, data, "hes", TODAY, scheduler=scheduler)
    assert "\n" not in refusal.value.message
    assert [path.name for path in (data / "protected").rglob("*") if path.is_file()] == [".lock"]


@pytest.mark.thorough
def test_a_part_that_ends_every_worker_is_one_message(
    extract: Write, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "see_part", lambda *_: os._exit(1))
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), _cluster(tmp_path / "scratch") as workers:
        _allowed(data, workers.scheduler_address)
        with pytest.raises(JsnaError, match="expected workers that count a part, found that several ended at the same one"):
            run.build(extract({}), data, "hes", TODAY, scheduler=workers.scheduler_address)


@pytest.mark.thorough
def test_a_scheduler_without_workers_is_one_message(
    extract: Write, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with _cluster(tmp_path / "scratch", 0) as workers:
        _allowed(data, workers.scheduler_address)
        with pytest.raises(JsnaError, match="expected workers, found a scheduler without any"):
            run.build(extract({}), data, "hes", TODAY, scheduler=workers.scheduler_address)


def test_another_file_of_the_same_path_is_not_taken_for_the_part(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("other", encoding="utf-8")
    with pytest.raises(JsnaError, match=r"a.csv: expected the worker tcp://w to see the same file of 1,200 bytes, found one of 5"):
        cluster._refuse_unseen(tmp_path / "a.csv", 1200, "tcp://w")


class _Versions:
    """What a client says of the versions on the machines of a cluster."""

    def __init__(self, **workers: str | None) -> None:
        self.workers = workers

    def get_versions(self, packages: tuple[str, ...]) -> dict[str, Any]:
        here = {"packages": dict.fromkeys(packages, "1.4")}
        return {"client": here, "scheduler": here, "workers": {name: {"packages": {"jsna": "1.4", "duckdb": version}}
                                                               for name, version in self.workers.items()}}  # fmt: skip


@pytest.mark.parametrize(("version", "there"), [("1.3", "1.3"), (None, "none")])
def test_a_worker_with_another_version_is_named(version: str | None, there: str) -> None:
    client: Any = _Versions(first="1.4", second=version)
    with pytest.raises(JsnaError, match=f"expected duckdb 1.4 as here, found {there} on second"):
        cluster._refuse_other_versions(client)


@pytest.mark.parametrize(("terms", "named"), [("", "none"), ('cluster = "tcp://10.0.0.1:8786"\n', "tcp://10.0.0.1:8786")])
def test_a_cluster_that_the_agreement_does_not_name_is_refused_before_anything_is_read(
    terms: str, named: str, data: Path, tmp_path: Path
) -> None:
    file = data / "local" / "agreements.toml"
    file.write_text(file.read_text(encoding="utf-8") + terms, encoding="utf-8")
    command = ["records", "build", str(tmp_path / "absent"), "--cluster", "tcp://10.0.0.2:8786", "--workspace", str(data.parent)]
    refusal = CliRunner().invoke(cli, command).exception
    assert isinstance(refusal, JsnaError)
    assert f"expected the cluster that the agreement DARS-1 names, found that it names {named}." in refusal.message
    assert not (data / "protected").exists()


def test_a_scheduler_that_does_not_answer_is_one_message(extract: Write, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.2)
    _allowed(data, "tcp://127.0.0.1:1")
    with pytest.raises(JsnaError, match=r"--cluster tcp://127.0.0.1:1: expected a scheduler of dask .*, found none that answers"):
        run.build(extract({}), data, "hes", TODAY, scheduler="tcp://127.0.0.1:1")


def test_without_the_library_one_message_says_how_to_install_it(extract: Write, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    _allowed(data, "tcp://127.0.0.1:1")
    with pytest.raises(JsnaError, match="expected the library distributed, found that it is not installed") as refusal:
        run.build(extract({}), data, "hes", TODAY, scheduler="tcp://127.0.0.1:1")
    assert refusal.value.remedy.startswith('pip install "jsna[cluster]"')


def test_the_library_is_loaded_only_for_a_cluster() -> None:
    asked = "import sys, jsna.cli, jsna.cli.records, jsna.records.cluster; sys.exit('distributed' in sys.modules or 'dask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked]).returncode == 0
