"""What counting records takes beside the database's own group by over the same columns: seconds, memory and their ratio, never a verdict.

`python bench/records.py 20000000 parquet` for so many rows, in that form; `python bench/records.py cluster 20000000 csv` for two workers
of dask.distributed, of which one is killed in the middle, beside one process, and whether their counts are the same to the byte.
"""

import datetime as dt
import filecmp
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from jsna.demo import records
from jsna.records import counting, parts, protected, run
from jsna.records.layout import layout

if TYPE_CHECKING:
    from distributed import LocalCluster

ROWS, FORMS = "1000000", ("csv", "parquet")
#: Where the counts lie in the folder of a measurement.
COUNTS = "data/protected/admissions/*.parquet"
#: What the database may take by itself, which spills nothing then.
ITS_OWN = "6GB"


def main(rows: str = ROWS, *forms: str) -> None:
    """Count so many records in each form, in a process of its own as all else, or the most memory of one would be another's."""
    for form in forms or FORMS:
        with tempfile.TemporaryDirectory() as folder:
            _alone(written, folder, rows, form)
            seconds = {}
            for work in (counted, grouped):
                seconds[work], memory = map(float, _alone(work, folder).split())
                print(f"{int(rows):,} records, {form}, {work.__name__}: {seconds[work]:.1f} s, {memory:.2f} GiB at most")
            print(f"ratio {seconds[counted] / seconds[grouped]:.2f}")


def cluster(rows: str = ROWS, *forms: str) -> None:
    """Count so many records in each form by two workers and by one process; one of the workers is killed when both have begun a part."""
    for form in forms or FORMS:
        with tempfile.TemporaryDirectory() as folder:
            _alone(written, folder, rows, form)
            (Path(folder) / "alone").mkdir()
            for work in (counted, shared_out):
                seconds, memory = map(float, _alone(work, folder).split())
                print(f"{int(rows):,} records, {form}, {work.__name__}: {seconds:.1f} s, {memory:.2f} GiB at most in this process")
                if work is counted:
                    shutil.move(next(Path(folder).glob(COUNTS)), Path(folder) / "alone" / "counts.parquet")
            same = filecmp.cmp(next(Path(folder).glob(COUNTS)), Path(folder) / "alone" / "counts.parquet", shallow=False)
            print(f"the same bytes: {same}")


def _alone(work: Callable[..., None], *given: str) -> str:
    return subprocess.run([sys.executable, __file__, work.__name__, *given], stdout=subprocess.PIPE, text=True, check=True).stdout


def written(folder: str, rows: str, form: str) -> None:
    """So many made-up records, and the agreement that they are held under."""
    records.write(Path(folder) / "records", int(rows), form)
    records.write_agreement(Path(folder) / "data" / "local")


def counted(folder: str) -> None:
    """What `jsna records build` does."""
    start = time.perf_counter()
    run.build(Path(folder) / "records", Path(folder) / "data", records.SOURCE, dt.date.today())
    _say(start)


def shared_out(folder: str) -> None:
    """What `jsna records build --cluster` does with two workers, one of which is killed while it counts."""
    from distributed import LocalCluster

    place = Path(folder)
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=folder) as workers:
        file = place / "data" / "local" / "agreements.toml"
        file.write_text(f'{file.read_text(encoding="utf-8")}cluster = "{workers.scheduler_address}"\n', encoding="utf-8")
        killer = threading.Thread(target=_kill_one, args=[workers, place])
        killer.start()
        start = time.perf_counter()
        run.build(place / "records", place / "data", records.SOURCE, dt.date.today(), scheduler=workers.scheduler_address)
        _say(start)
        killer.join()


def _kill_one(workers: "LocalCluster", place: Path) -> None:
    """Kill the first worker that spills once both do."""
    while len({spill.parent for spill in place.rglob(f"{protected.SPILL}*") if "worker" in str(spill.parent)}) < 2:
        time.sleep(0.05)
    os.kill(next(iter(workers.workers.values())).pid, signal.SIGKILL)


def grouped(folder: str) -> None:
    """The database's own group by over the columns that hold one thing and the first diagnosis, by each kind of unit, to Parquet.

    The person is one of these columns, for counting asks for it too; other diagnoses and procedures, which counting reads, are not.
    """
    start, place = time.perf_counter(), Path(folder)
    with counting.database(place, ITS_OWN) as database:
        every = parts.parts(place / "records")
        known = layout(parts.header(database, every[0]), every[0].name, place / "none")
        source = " union all by name ".join(f"select * from {parts.reader(path)}" for path in every)
        decide = [column for name, column in known.columns.items() if name != "practice"] + known.series["diagnoses"][:1]
        by = ", ".join(f'"{name}"' for name in decide)
        units = known.columns["practice"], known.residence["lsoa_2011"]
        for unit in units:  # one after the other: of a nation, both at once do not fit into what it may take
            grouped_by = f'select "{unit}", {by}, count(*) from ({source}) group by all'
            database.execute(f"copy ({grouped_by}) to '{place}/{unit}.parquet'")
    _say(start)


def _say(start: float) -> None:
    print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)  # on Linux in KiB


if __name__ == "__main__":
    works = {work.__name__: work for work in (written, counted, grouped, shared_out, cluster)}
    if sys.argv[1:] and sys.argv[1] in works:
        works[sys.argv[1]](*sys.argv[2:])
    else:
        main(*sys.argv[1:])
