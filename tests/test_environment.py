"""The conda environment and the pip installation hold the same libraries."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_environment_yml_lists_what_pyproject_requires():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    required = project["dependencies"] + project["optional-dependencies"]["dev"]
    listed = re.findall(r"^ {6}- (.+)$", (ROOT / "environment.yml").read_text(), flags=re.M)
    assert sorted(listed) == sorted(required)


def test_the_lock_pins_every_requirement_with_a_hash_and_names_no_address():
    lock = (ROOT / "requirements.lock").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for requirement in project["dependencies"] + project["optional-dependencies"]["dev"]:
        name = re.match(r"[\w-]+", requirement).group()
        assert re.search(rf"^{name}(\[\w+\])?==[\d.]+.*\\\n +--hash=sha256:", lock, flags=re.M | re.I), name
    assert "://" not in lock
