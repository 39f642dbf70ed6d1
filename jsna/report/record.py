"""The record of an edition: what became of each report, the hash of each of its files, and who approved which page."""

import hashlib
import json
from pathlib import Path
from typing import Any

from filelock import FileLock

from jsna.store import write_text

REPORTS, APPROVALS = "reports.json", "approval.json"


def read(folder: Path, name: str = REPORTS) -> dict[str, dict[str, Any]]:
    """What is recorded of each report, by its name such as `ccg_2019/05J`; nothing where none was made."""
    path = folder / name
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def write(folder: Path, record: dict[str, dict[str, Any]], name: str = REPORTS) -> None:
    """Write a record, whole or not at all."""
    write_text(folder / name, json.dumps(record, indent=1, sort_keys=True) + "\n")


def alone(folder: Path) -> FileLock:
    """Held, once or again by the same process, while anything of an edition changes: none is approved while it is made again."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(folder.with_name(f".{folder.name}.lock"), is_singleton=True)


def digest(place: Path) -> str:
    """The hash of a file, or of every file of a folder and its name; empty where there is neither."""
    if place.is_file():
        return hashlib.sha256(place.read_bytes()).hexdigest()
    lines = [f"{path.relative_to(place).as_posix()} {digest(path)}" for path in sorted(place.rglob("*")) if path.is_file()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else ""


def drafts(folder: Path) -> list[str]:
    """The names of the reports that nobody has approved as they are now."""
    approvals = read(folder, APPROVALS)
    return [name for name, entry in read(folder).items() if not is_approved(entry, approvals.get(name))]


def is_approved(entry: dict[str, Any], approved: dict[str, str] | None) -> bool:
    """Whether a report is the page that was approved."""
    return approved is not None and entry.get("files", {}).get("html") == approved["published"]
