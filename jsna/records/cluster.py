"""A cluster: the parts of an extract are counted on workers of dask.distributed, one at a time on each, and their counts added here.

Every row is judged by itself, by its own place in its stay (EPIORDER), so that counts of parts add up wherever the rows of a stay lie.
"""

import logging
import secrets
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import pyarrow as pa

from jsna.errors import BuildError, FileError
from jsna.records import counting, membership, parts, protected
from jsna.records.causes import Group
from jsna.records.layout import Layout

if TYPE_CHECKING:
    from distributed import Client

#: Seconds in which a scheduler answers and has a worker.
PATIENCE = 20
#: What has to be of one version on every machine.
ALIKE = ("jsna", "duckdb")
#: Of the parts that a worker is given at once, one is counted: each takes the memory of a count.
ONE_AT_A_TIME = threading.Lock()
NOTHING = "nothing was changed."


def count(
    connection: duckdb.DuckDBPyConnection, scheduler: str, every: list[Path], layout: Layout, census: str, groups: tuple[Group, ...]
) -> None:
    """Fill the tables that `counting.count` does; what workers see of the parts is added up here.

    One person may have stays in several parts, and of a nation's counts by small area few are the same in two.

    Raises
    ------
    BuildError
        Where the cluster cannot be used, or lost what it was at.
    FileError, StoreError
        What a worker met: a part that it cannot see or read, a full disk.
    """
    with _client(scheduler) as client:
        from distributed import as_completed

        codes, salt = membership.codes(groups), secrets.token_hex()
        jobs = [(path.absolute(), path.stat().st_size, counting.query([path.absolute()], layout, census, groups, salt, at))
                for at, path in enumerate(every)]  # fmt: skip
        # None is taken from an earlier run, whose files may have been others; each is forgotten there as soon as it is here.
        futures = (client.submit(see_part, *job, codes, layout.needed, pure=False) for job in jobs)
        for future in as_completed(futures, loop=client.loop):
            _keep(connection, future.result())
    counting.add_up(connection, [*membership.shares(groups)])


def _keep(connection: duckdb.DuckDBPyConnection, rows: pa.Table) -> None:
    connection.register("arrived", rows)
    counting.keep(connection, counting.SEEN, "from arrived")
    connection.unregister("arrived")


def see_part(path: Path, size: int, query: str, codes: pd.DataFrame, needed: list[str]) -> pa.Table:
    """What is seen of one part, on a worker: numbers alone.

    What does not fit into memory, of the count and of the worker, is for its owner alone, in the worker's own folder: this goes with the
    worker or, where that is killed, with the next that starts on the machine.
    """
    from distributed import get_worker

    _refuse_unseen(path, size, get_worker().address)
    folder = Path(get_worker().local_directory)
    folder.chmod(0o700)
    with (
        ONE_AT_A_TIME, tempfile.TemporaryDirectory(dir=folder, prefix=protected.SPILL) as spill,
        counting.database(Path(spill)) as connection, parts.named(connection, [path], needed),
    ):  # fmt: skip
        counting.see(connection, codes, query)
        return connection.table(counting.SEEN).to_arrow_table()


def _refuse_unseen(path: Path, size: int, worker: str) -> None:
    there = path.stat().st_size if path.is_file() else None
    if there != size:
        what = "no such file" if there is None else f"one of {there:,}"
        raise FileError(f"{path}: expected the worker {worker} to see the same file of {size:,} bytes, found {what}.",
                        f"Put the extract where every worker reads it by the same path; {NOTHING}")


@contextmanager
def _client(scheduler: str) -> Iterator["Client"]:
    """A client of a cluster that is ready, and one message where the cluster loses what it was given."""
    with _connected(scheduler) as client:
        from distributed import CancelledError, KilledWorker
        from distributed.comm import CommClosedError

        try:
            _refuse_idle(client, scheduler)
            _refuse_other_versions(client)
            yield client
        except KilledWorker:
            raise BuildError(f"{scheduler}: expected workers that count a part, found that several ended at the same one.",
                             f"Give each 2 GiB of memory, or cut the parts smaller; {NOTHING}") from None
        except (CancelledError, CommClosedError):
            raise BuildError(f"{scheduler}: expected to hear of every part, found that the scheduler ended.",
                             f"Start it again; {NOTHING}") from None


def _connected(scheduler: str) -> "Client":
    try:
        from distributed import Client
    except ImportError:
        raise BuildError("--cluster: expected the library distributed, found that it is not installed.",
                         f'pip install "jsna[cluster]", here and on every worker; {NOTHING}') from None
    # Of a scheduler that is lost it prints a traceback, where one message is raised.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        return Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError):
        raise BuildError(f"--cluster {scheduler}: expected a scheduler of dask such as tcp://10.0.0.1:8786, found none that answers.",
                         f"Start it (`dask scheduler`), or correct the address; {NOTHING}") from None


def _refuse_idle(client: "Client", scheduler: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise BuildError(f"--cluster {scheduler}: expected workers, found a scheduler without any.",
                         f"Start them (`dask worker {scheduler}`); {NOTHING}") from None


def _refuse_other_versions(client: "Client") -> None:
    versions: Any = client.get_versions(packages=ALIKE)
    here = {name: versions["client"]["packages"][name] for name in ALIKE}
    for machine, there in {"the scheduler": versions["scheduler"], **versions["workers"]}.items():
        for name, version in here.items():
            if there["packages"][name] != version:
                raise BuildError(f"--cluster: expected {name} {version} as here, found {there['packages'][name] or 'none'} on {machine}.",
                                 f"Install the same version on every machine of the cluster; {NOTHING}")
