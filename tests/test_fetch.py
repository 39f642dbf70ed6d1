"""A download is whole, is what it should be, or leaves nothing under its name; one that broke off goes on."""

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from jsna import fetch
from jsna.catalogue import publications
from jsna.cli import cli
from jsna.fetch import Download, downloads
from jsna.readers.rawfile import raw_paths


def archive() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(zipfile.ZipInfo("PREVALENCE.csv"), "a,b\n" * 60_000)
    return file.getvalue()


ZIP = archive()


class Publisher(BaseHTTPRequestHandler):
    """Answers each path in a way of its own, and remembers which bytes were asked for."""

    asked: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        name, ranges = self.path.rpartition("/")[2], self.headers.get("Range", "")
        Publisher.asked.append((name, ranges))
        getattr(self, "_" + name.partition(".")[0])(int(ranges[6:-1]) if ranges else 0)

    def _answer(self, body: bytes, status: int = 200, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _good(self, start: int) -> None:
        self._answer(ZIP[start:], 206 if start else 200)

    def _refused(self, start: int) -> None:
        self._answer(b"Forbidden", 403)

    def _page(self, start: int) -> None:
        self._answer(b"<!DOCTYPE html><title>Sign in</title>")

    def _changed(self, start: int) -> None:
        self._answer(ZIP[:-1] + bytes([ZIP[-1] ^ 1]))

    def _truncated(self, start: int) -> None:
        self._answer(ZIP[: len(ZIP) // 2], length=len(ZIP))

    def _broken(self, start: int) -> None:
        if start:
            self._good(start)
        else:
            self._truncated(start)

    def _stalled(self, start: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(ZIP)))
        self.end_headers()
        self.wfile.write(ZIP[:100])
        self.wfile.flush()
        threading.Event().wait(1)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(fetch, "TIMEOUT", (1, 0.3))
    monkeypatch.setattr(fetch.time, "sleep", lambda _: None)
    Publisher.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def get(name: str, base: str, raw: Path, sha256: str = "") -> fetch.Fetched:
    download = Download("qof_raw", f"{base}/{name}", f"prevalence/{name}", sha256)
    (made,) = fetch.fetch([download], raw, "", lambda *_: None)
    return made


def test_a_whole_file_gets_its_name_and_is_not_asked_for_again(publisher: str, tmp_path: Path) -> None:
    known = hashlib.sha256(ZIP).hexdigest()
    assert get("good.zip", publisher, tmp_path, known).status == "saved"
    assert (tmp_path / "prevalence" / "good.zip").read_bytes() == ZIP
    assert get("good.zip", publisher, tmp_path).status == "held" and len(Publisher.asked) == 1
    assert [path.name for path in (tmp_path / "prevalence").iterdir()] == ["good.zip"]


def test_what_a_killed_run_left_is_swept_but_for_what_it_can_go_on_from(publisher: str, tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "prevalence"
    (folder / ".fetching-abcdefgh").mkdir(parents=True)
    (folder / ".fetching-abcdefgh" / "good.zip").write_bytes(ZIP[:10])
    (folder / ".other.zip.part").write_bytes(ZIP[:10])
    assert get("good.zip", publisher, tmp_path / "raw").status == "saved"
    assert sorted(path.name for path in folder.iterdir()) == [".other.zip.part", "good.zip"]


@pytest.mark.parametrize(
    "name, sha256, message",
    [
        ("refused.zip", "", "answered 403"),
        ("page.zip", "", "expected a .zip file, found '<!DOCTYPE html>"),
        ("changed.zip", hashlib.sha256(ZIP).hexdigest(), "not the one that is known"),
        ("truncated.zip", "", "broke off 4 times"),
        ("stalled.zip", "", "broke off 4 times"),
    ],
)
def test_what_is_not_the_file_leaves_nothing_under_its_name(publisher: str, tmp_path: Path, name: str, sha256: str, message: str) -> None:
    made = get(name, publisher, tmp_path, sha256)
    assert made.status == "failed" and message in made.message
    assert f"save {name} and put it anywhere into data/raw" in made.message and "Open https://digital.nhs.uk" in made.message
    assert raw_paths(tmp_path) == []


def test_a_download_that_broke_off_goes_on_where_it_was(publisher: str, tmp_path: Path) -> None:
    assert get("broken.zip", publisher, tmp_path).status == "saved"
    assert (tmp_path / "prevalence" / "broken.zip").read_bytes() == ZIP
    (_, whole), (_, rest) = Publisher.asked
    assert whole == "" and 0 < int(rest.removeprefix("bytes=").rstrip("-")) <= len(ZIP) // 2


def test_a_mirror_is_a_folder_or_an_address(publisher: str, tmp_path: Path) -> None:
    download = Download("qof_raw", "https://nowhere.invalid/good.zip", "prevalence/good.zip")
    (tmp_path / "mirror" / "prevalence").mkdir(parents=True)
    (tmp_path / "mirror" / "prevalence" / "good.zip").write_bytes(ZIP)
    for number, mirror in enumerate((str(tmp_path / "mirror"), publisher)):
        (made,) = fetch.fetch([download], tmp_path / f"raw{number}", mirror, lambda *_: None)
        assert made.status == "saved" and (tmp_path / f"raw{number}" / download.save_as).read_bytes() == ZIP


def test_what_the_mirror_lacks_is_told_and_the_rest_saved(tmp_path: Path) -> None:
    held = next(download for download in downloads() if download.publication == "iod_2019")
    (tmp_path / "mirror" / held.save_as).parent.mkdir(parents=True)
    (tmp_path / "mirror" / held.save_as).write_text("a,b\n1,2\n", encoding="utf-8")
    asked = ["fetch", "iod_2019", "ods_epraccur", "--mirror", str(tmp_path / "mirror"), "--workspace", str(tmp_path)]
    said = CliRunner().invoke(cli, asked)
    assert said.exit_code == 1 and "the mirror has no such file" in said.output
    assert (tmp_path / "data" / "raw" / held.save_as).is_file()


def test_every_download_belongs_to_a_publication_and_has_a_place_of_its_own() -> None:
    known = downloads()
    assert {download.publication for download in known} <= set(publications())
    assert len({download.save_as for download in known}) == len(known)
