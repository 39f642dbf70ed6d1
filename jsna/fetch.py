"""Fetching: the one part that uses the network. A file is whole and checked before it gets its name, and a broken download goes on."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

import pooch
import requests
from filelock import FileLock

from jsna import paragraphs
from jsna.catalogue import DATA, publication
from jsna.errors import FetchError

pooch.get_logger().setLevel("WARNING")
#: Seconds to wait for a connection, and for the next bytes.
TIMEOUT = (10, 60)
ATTEMPTS = 4
DOWNLOADS = DATA / "downloads.toml"
#: How a file of each kind begins; a page of HTML in its place is a refusal in disguise.
BEGINS = {".zip": b"PK\x03\x04", ".xlsx": b"PK\x03\x04", ".gz": b"\x1f\x8b", ".geojson": b"{", ".json": b"{"}

#: Told of each file's name, bytes held and bytes in all (0 where the server does not say).
Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Download:
    """One file of a publication, as an entry of data/downloads.toml; `sha256` is empty where it is not known."""

    publication: str
    url: str
    save_as: str
    sha256: str = ""


@dataclass(frozen=True)
class Fetched:
    """What became of one file: `saved`, `held` or `failed` with the message."""

    save_as: str
    status: str
    message: str = ""


def downloads() -> list[Download]:
    """Every file that has an address, in order."""
    return [Download(source, **entry) for source, entries in paragraphs.read(DOWNLOADS).items() for entry in entries]


def fetch(files: list[Download], raw: Path, mirror: str, progress: Told) -> Iterator[Fetched]:
    """Save files below a raw folder; what fails is told, and the others go on.

    Parameters
    ----------
    mirror : str
        A folder or http address that holds the files under their `save_as`, in place of the publishers'; empty for theirs.
    """
    raw.mkdir(parents=True, exist_ok=True)
    with FileLock(raw.with_name(f".{raw.name}.lock")):
        for folder in raw.rglob(".fetching-*"):  # of a run that was killed; what came so far lies beside, to go on from
            shutil.rmtree(folder)
        for download in files:
            yield _fetched(download, raw, mirror, progress)


def _fetched(download: Download, raw: Path, mirror: str, progress: Told) -> Fetched:
    if (raw / download.save_as).is_file():
        return Fetched(download.save_as, "held")
    try:
        _save(download, raw, mirror, progress)
    except FetchError as failure:
        return Fetched(download.save_as, "failed", str(failure))
    return Fetched(download.save_as, "saved")


def _save(download: Download, raw: Path, mirror: str, progress: Told) -> None:
    to = raw / download.save_as
    to.parent.mkdir(parents=True, exist_ok=True)
    # pooch gets a folder of its own: what it leaves half-written must never lie where files are read.
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".fetching-") as folder:
        try:
            path = pooch.retrieve(
                _address(download, mirror),
                f"sha256:{download.sha256}" if download.sha256 else None,
                fname=to.name,
                path=folder,
                downloader=lambda url, file, _: _get(url, Path(file), to.with_name(f".{to.name}.part"), download, progress),
            )
        except ValueError as mismatch:
            to.with_name(f".{to.name}.part").unlink(missing_ok=True)
            raise FetchError(
                f"{download.save_as}: the file is not the one that is known: {mismatch}.", "It was thrown away. " + _by_hand(download)
            ) from None
        _refuse_page(Path(path), download)
        shutil.move(path, to)


def _address(download: Download, mirror: str) -> str:
    return f"{mirror.rstrip('/')}/{download.save_as}" if mirror else download.url


def _get(url: str, file: Path, part: Path, download: Download, progress: Told) -> None:
    if urlparse(url).scheme not in ("http", "https"):
        _copy(Path(url), file, download)
        return
    for attempt in range(ATTEMPTS):
        try:
            _stream(url, part, download, progress)
            shutil.move(part, file)
            _validator(part).unlink(missing_ok=True)
            return
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as broken:
            if attempt == ATTEMPTS - 1:
                message = f"{download.save_as}: the download broke off {ATTEMPTS} times ({type(broken).__name__})."
                raise FetchError(message, "Run the command again to go on from there. " + _by_hand(download)) from None
            time.sleep(0.2 * 4**attempt)


def _copy(source: Path, file: Path, download: Download) -> None:
    if not source.is_file():
        raise FetchError(f"{source}: the mirror has no such file.", _by_hand(download))
    shutil.copyfile(source, file)


def _stream(url: str, part: Path, download: Download, progress: Told) -> None:
    """Write what comes to the part, after what is held of the same version."""
    same = _validator(part).read_text(encoding="utf-8") if _validator(part).is_file() else ""
    size = part.stat().st_size if same and part.is_file() else 0
    headers = {"Range": f"bytes={size}-", "If-Range": same} if size else {}
    # The bytes as they lie on the server: a compressed transfer could not go on from where it broke off.
    with requests.get(url, headers={"Accept-Encoding": "identity", **headers}, stream=True, timeout=TIMEOUT) as answer:
        if answer.status_code == 416:
            part.unlink()
            raise requests.ConnectionError("nothing is left to send")
        if answer.status_code >= 500:
            raise requests.ConnectionError(f"the server answered {answer.status_code}")
        if not answer.ok:
            raise FetchError(f"{download.save_as}: {url} answered {answer.status_code} {answer.reason}.", _by_hand(download))
        _validator(part).write_text(answer.headers.get("ETag") or answer.headers.get("Last-Modified") or "", encoding="utf-8")
        _write(answer, part, size if answer.status_code == 206 else 0, download, progress)


def _write(answer: requests.Response, part: Path, size: int, download: Download, progress: Told) -> None:
    whole = size + int(answer.headers.get("Content-Length", 0))
    with part.open("ab" if size else "wb") as file:
        for chunk in answer.iter_content(1 << 16):
            file.write(chunk)
            progress(download.save_as, file.tell(), whole)
        if whole and file.tell() < whole:
            raise requests.ConnectionError("the answer ended early")


def _validator(part: Path) -> Path:
    return part.with_name(f"{part.name}.version")


def _refuse_page(path: Path, download: Download) -> None:
    with path.open("rb") as file:
        begins = file.read(512)
    expected = BEGINS.get(Path(download.save_as).suffix, b"")
    if begins.startswith(expected) and not begins.lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return
    beginning = begins[:40].decode("utf-8", "replace").split("\n")[0]
    message = f"{download.save_as}: expected a {Path(download.save_as).suffix} file, found {beginning!r}."
    raise FetchError(message, "It was thrown away. " + _by_hand(download))


def _by_hand(download: Download) -> str:
    page = publication(download.publication).page
    return f"Open {page}, save {Path(urlparse(download.url).path).name} and put it anywhere into data/raw."
