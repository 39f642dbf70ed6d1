"""Preview: a chapter made again each time that an analyst saves it, in a page that shows the newest by itself."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jsna import catalogue
from jsna.errors import JsnaError, first_of
from jsna.report import export
from jsna.report.audit import audit
from jsna.report.audit.free_text import FreeText, free_text
from jsna.report.execution import NOTEBOOKS, Chapter, Order, execute
from jsna.report.page import Page
from jsna.store import MANIFEST, write_text

#: Seconds between looks at the files; a person does not notice them.
PAUSE = 0.1
_SCRIPT = (Path(__file__).parent / "template" / "preview.js").read_text(encoding="utf-8")
_MADE = re.compile(r'const jsnaMade = "(\w+)"')


@dataclass(frozen=True)
class Preview:
    """One chapter of one area, and the page that shows it."""

    chapter: Chapter
    order: Order
    page: Page
    to: Path

    def start(self) -> None:
        """Put a page without the chapter there, so that a browser has something to open."""
        self._write(export.html([], self.page), "The chapter is being made.")

    def show(self) -> None:
        """Make the page again; where that fails, the page that is there says why.

        Raises
        ------
        JsnaError
            What the page says, too.
        """
        try:
            markup = export.html([(self.chapter.id, execute(self.chapter, self.order))], self.page, self._written)
            self._write(markup, _advice(markup, self._written))
        except JsnaError as mistake:
            self._tell(str(mistake))
            raise

    def _write(self, markup: str, advice: str) -> None:
        digest = sha256(markup.encode()).hexdigest()
        follow = f"<script>const jsnaMade = {json.dumps(digest)}, jsnaNews = {json.dumps(self._news.name)};\n{_SCRIPT}</script>\n"
        write_text(self.to, markup.replace("</body>", f"{follow}</body>"))
        self._tell(advice, digest)

    @property
    def _written(self) -> FreeText:
        return free_text(self.order.tidy, [self.chapter.path])

    def _tell(self, message: str, version: str = "") -> None:
        version = version or _MADE.findall(self.to.read_text(encoding="utf-8"))[-1]
        write_text(self._news, f"jsnaPreview({json.dumps(version)}, {json.dumps(message)});\n")

    @property
    def _news(self) -> Path:
        return self.to.with_suffix(".js")


def _advice(markup: str, people: FreeText) -> str:
    faults = audit(markup, people)
    return f"A report with this chapter could not be published:\n  {first_of(faults)}" if faults else ""


def follow(preview: Preview, rebuild: Callable[[], object], say: Callable[[str], None]) -> None:
    """Show a preview now and after every save of what it is made of, until somebody interrupts.

    Parameters
    ----------
    rebuild : callable
        Starts to build the store again, and does not wait: the store that comes of it is shown when it is there.
    say : callable
        Called with one line, or one mistake, for the person at the terminal.
    """
    versions: dict[Path, int] = {}
    while True:
        times = _saved(preview)
        changes = [path for path in times if times[path] != versions.get(path)] if versions else []
        if times != versions:
            if any(path.suffix in {".toml", ".csv"} for path in changes):
                catalogue.forget()
                rebuild()
            _show(preview, changes, say)
        versions = times
        time.sleep(PAUSE)


def _show(preview: Preview, changes: list[Path], say: Callable[[str], None]) -> None:
    start = time.perf_counter()
    why = f" after a change of {changes[0].name}" if changes else ""
    try:
        preview.show()
    except JsnaError as mistake:
        say(str(mistake))
    else:
        say(f"Chapter {preview.chapter.id} made in {time.perf_counter() - start:.1f} seconds{why}.")


def _saved(preview: Preview) -> dict[Path, int]:
    """When each file that the chapter rests on was last saved."""
    folder = preview.order.workspace / "data"
    beside = [path for path in NOTEBOOKS.iterdir() if path.suffix != ".ipynb"]  # pictures and tables of the analyst's own
    files = [preview.chapter.path, folder / "tidy" / MANIFEST, *catalogue.DATA.glob("*.toml"), *(folder / "local").rglob("*.*")]
    files += beside
    return {path: path.stat().st_mtime_ns for path in files if path.is_file()}
