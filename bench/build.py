"""What recognising, checking and building take, and a build with nothing changed: seconds, memory and ratios, never a verdict."""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from jsna import demo, readers
from jsna.errors import FileError
from jsna.making.checking import check
from jsna.making.run import build
from jsna.readers.rawfile import raw_paths, unpack


def main() -> None:
    """Build from the published files where they are, else from the demonstration."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        published = Path(os.environ.get("JSNA_PUBLISHED", Path(__file__).parents[2] / "shared" / "data"))
        if not published.is_dir():
            published = workspace / "raw"
            demo.write(published)
        print(f"recognise {len(raw_paths(published))} files: {_seconds(lambda: _recognise(published)):.1f} s")
        print(f"check, which reads each of them too: {_seconds(lambda: check([published])):.1f} s")
        first, again = (_seconds(lambda: build(published, workspace / "tidy")) for _ in range(2))
        print(f"build: {first:.1f} s; again, nothing changed: {again:.2f} s; ratio {first / again:.0f}")
        # On Linux in KiB; processes that only read need less than the one that sums.
        print(f"most memory of the process that builds: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


def _recognise(folder: Path) -> None:
    for path in raw_paths(folder):
        try:
            for member in unpack(path, folder):
                readers.recognise(member)
        except FileError as refusal:
            # A file that is refused is recognised as that: what it is was found out.
            print(f"  {refusal.message}")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
