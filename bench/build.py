"""How long a build takes, and the same again with nothing changed: seconds and their ratio, never a verdict."""

import os
import tempfile
import time
from pathlib import Path

from jsna import demo
from jsna.build.run import build


def main() -> None:
    """Build from the published files where they are, else from the demonstration."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        published = Path(os.environ.get("JSNA_PUBLISHED", Path(__file__).parents[2] / "shared" / "data"))
        if not published.is_dir():
            published = workspace / "raw"
            demo.write(published)
        first, again = (_seconds(published, workspace / "tidy") for _ in range(2))
        print(f"build: {first:.1f} s; again, nothing changed: {again:.2f} s; ratio {first / again:.0f}")


def _seconds(raw: Path, tidy: Path) -> float:
    start = time.perf_counter()
    build(raw, tidy)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
