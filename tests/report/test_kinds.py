"""A report of every kind of area: what cannot be given for one is said in a sentence, and no chapter fails for it."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from jsna import cli

HOOD = 'code = "N01"\nname = "Old Town"\npractices = ["Z99001", "Z99003"]\nlsoas = ["Z01000001", "Z01000002"]\n'


@pytest.fixture(scope="module")
def place(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with a neighbourhood of its own."""
    folder = tmp_path_factory.mktemp("kinds")
    shutil.copytree(demonstration / "data", folder / "data")
    areas = folder / "data" / "local" / "areas"
    areas.mkdir(parents=True)
    (areas / "old_town.toml").write_text(HOOD, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "area, footprint, said, gap",
    [
        ("Z99001", "practice", "GP practice", "nothing that is held can be given for this practice"),
        ("ZU0001", "pcn_2018", "Primary care network", "nothing that is held can be given for this network"),
        ("Z10000001", "upper_tier_2019", "Health and Wellbeing Board area", "Registered patients"),
        ("Z07000001", "district_2019", "Local authority district", "nothing that is held can be given for this district"),
        ("N01", "local", "Own neighbourhood", "a rank among neighbourhoods"),
    ],
)
def test_every_kind_of_area_has_a_report(place: Path, area: str, footprint: str, said: str, gap: str) -> None:
    result = CliRunner().invoke(cli.cli, ["report", area, "--footprint", footprint, "--workspace", str(place)])
    assert result.exit_code == 0, result.output
    page = re.sub(r"<[^>]+>", "", Path(result.stdout.split()[-1]).read_text(encoding="utf-8"))
    assert said in page and gap in page
