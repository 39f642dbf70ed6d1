"""What counting records takes beside the database's own group by over the same columns: seconds, memory and their ratio, never a verdict.

`python bench/records.py 20000000 parquet` for so many rows, in that form.
"""

import datetime as dt
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from jsna.demo import records
from jsna.records import counting, parts, run
from jsna.records.layout import layout

ROWS, FORMS = "1000000", ("csv", "parquet")
#: What the database may take by itself, which spills nothing then.
ITS_OWN = "6GB"


def main() -> None:
    """Count so many records in each form, in a process of its own as all else, or the most memory of one would be another's."""
    rows, forms = next(iter(sys.argv[1:]), ROWS), sys.argv[2:] or FORMS
    for form in forms:
        with tempfile.TemporaryDirectory() as folder:
            _alone(written, folder, rows, form)
            seconds = {}
            for work in (counted, grouped):
                seconds[work], memory = map(float, _alone(work, folder).split())
                print(f"{int(rows):,} records, {form}, {work.__name__}: {seconds[work]:.1f} s, {memory:.2f} GiB at most")
            print(f"ratio {seconds[counted] / seconds[grouped]:.2f}")


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


def grouped(folder: str) -> None:
    """The database's own group by over the columns that hold one thing and the first diagnosis, by each kind of unit, to Parquet."""
    start, place = time.perf_counter(), Path(folder)
    with counting.database(place, ITS_OWN) as database:
        every = parts.parts(place / "records")
        known = layout(parts.header(database, every[0]), every[0].name, place / "none")
        source = " union all by name ".join(f"select * from {parts.reader(path)}" for path in every)
        decide = [column for name, column in known.columns.items() if name != "practice"] + known.series["diagnoses"][:1]
        by = ", ".join(f'"{name}"' for name in decide)
        units = known.columns["practice"], known.residence["lsoa_2011"]
        sets = ", ".join(f'("{unit}", {by})' for unit in units)
        columns = ", ".join(f'"{unit}"' for unit in units)
        grouped_by = f"select {columns}, {by}, count(*) from ({source}) group by grouping sets ({sets})"
        database.execute(f"copy ({grouped_by}) to '{place}/out.parquet'")
    _say(start)


def _say(start: float) -> None:
    print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)  # on Linux in KiB


if __name__ == "__main__":
    works = {work.__name__: work for work in (written, counted, grouped)}
    if sys.argv[1:] and sys.argv[1] in works:
        works[sys.argv[1]](*sys.argv[2:])
    else:
        main()
