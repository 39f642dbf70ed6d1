"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def published() -> Path:
    """The folder of real published files, beside the clone or in JSNA_PUBLISHED; tests that need it are skipped without."""
    folder = Path(os.environ.get("JSNA_PUBLISHED", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no published files at {folder}: set JSNA_PUBLISHED to a folder that holds them")
    return folder
