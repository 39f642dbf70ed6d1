"""PDF: the page as it prints, tagged and with an outline, made by the Chromium, Chrome or Edge that is installed."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from jsna.errors import ReportError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
#: Where Windows and macOS keep them.
PLACES = (
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_SECONDS = 120
_SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)
_DATE = re.compile(rb"(?<=Date \(D:)\d{14}")


def write(page: Path, to: Path, full: bool = False) -> None:
    """Print a finished page, with what it folds away only where it is to be `full`.

    Raises
    ------
    ReportError
        Where no browser is installed, or it gives no file.
    """
    with tempfile.TemporaryDirectory() as folder:
        still = Path(folder) / "page.html"
        still.write_text(_still(page.read_text(encoding="utf-8"), full), encoding="utf-8", newline="\n")
        command = [
            browser(), "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer", "--export-tagged-pdf",
            "--generate-pdf-document-outline", f"--user-data-dir={folder}/profile", f"--print-to-pdf={to.resolve()}",
        ]  # fmt: skip
        command += ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []  # Chromium refuses the administrator otherwise
        try:
            ran = subprocess.run([*command, still.as_uri()], capture_output=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise ReportError(f"{page.name}: the browser took more than {_SECONDS} seconds to print it.", "Try again.") from None
    if ran.returncode or not to.is_file() or not to.read_bytes().startswith(b"%PDF"):
        last = ran.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise ReportError(f"{page.name}: the browser gave no PDF. {' '.join(last)}", "Open the page and print it from the browser's menu.")
    to.write_bytes(_undated(to.read_bytes()))


def _still(html: str, full: bool) -> str:
    """The page without its script, whose buttons and boxes would be tagged as parts of a form."""
    still = _SCRIPT.sub("", html)
    return still.replace("<details>", "<details open>") if full else still


def _undated(content: bytes) -> bytes:
    """The file with a date that is always the same, which is all that a browser changes from one printing to the next."""
    head, tail = content[:2000], content[2000:]  # its facts come first; the length stays, and with it every address in the file
    return _DATE.sub(b"20000101000000", head) + tail


def browser() -> str:
    """The first browser that is installed."""
    candidates = [shutil.which(name) for name in BROWSERS] + [place for place in PLACES if Path(place).is_file()]
    program = next(filter(None, candidates), None)
    if program is None:
        raise ReportError("A PDF needs Chromium, Chrome or Edge, and none was found.", "Install one, or leave pdf out of --format.")
    return program
