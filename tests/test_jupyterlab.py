"""JupyterLab in a real browser: each chapter runs, another area is asked for by an edit, and a mistake is one message."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jsna.report.pages import pages

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # every cell is in the page, and not only those in sight
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
#: JupyterLab gives what a failing cell says, and what a cell warns of, this kind.
ERROR = '[data-mime-type="application/vnd.jupyter.stderr"]'
AS_OWNER = {"Authorization": "token open"}
#: Every cell of the notebook in sight has its number, or one has failed.
FINISHED = f"""() => {{
  const notebook = document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden)");
  const prompts = [...notebook.querySelectorAll(".jp-CodeCell .jp-InputPrompt")];
  return prompts.every(prompt => /\\d/.test(prompt.textContent)) || notebook.querySelector('{ERROR}');
}}"""

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")]


@pytest.fixture
def server(demonstration: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab on a copy of the notebooks, started as the guide says."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    for name, settings in SETTINGS.items():
        file = tmp_path / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings), encoding="utf-8")
    own = {"RUNTIME_DIR": "runtime", "CONFIG_DIR": "config", "DATA_DIR": "data"}
    environment = os.environ | {f"JUPYTER_{name}": str(tmp_path / folder) for name, folder in own.items()}
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces")}
    environment |= {"JSNA_WORKSPACE": str(demonstration), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "jupyterlab", "notebooks", "--no-browser", "--port=0", "--IdentityProvider.token=open"]
    command += ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    with (tmp_path / "log").open("w") as log, subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log) as started:
        try:
            yield _address(tmp_path / "runtime")
        finally:
            started.terminate()


def _address(runtime: Path) -> str:
    for _ in range(300):
        for file in runtime.glob("jpserver-*.json"):
            return str(json.loads(file.read_text())["url"])
        time.sleep(0.1)
    raise TimeoutError("JupyterLab did not start within 30 seconds")


class Lab:
    """What a person does in JupyterLab."""

    def __init__(self, tab: Any, server: str) -> None:
        self.tab, self.server = tab, server
        tab.goto(f"{server}lab?token=open")
        tab.locator(".jp-DirListing-content").wait_for(timeout=60_000)

    def open(self, name: str) -> None:
        self.tab.locator(".jp-DirListing-item", has_text=name).dblclick()
        self.notebook = self.tab.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        self.notebook.locator(".jp-CodeCell").first.wait_for(timeout=30_000)
        for _ in range(300):  # who runs all cells before there is a kernel is asked which to take
            if any(session["path"] == name and session["kernel"]["execution_state"] == "idle" for session in self.sessions()):
                return
            self.tab.wait_for_timeout(100)
        raise TimeoutError(f"{name}: no kernel within 30 seconds")

    def run_all(self) -> None:
        self.tab.get_by_role("menuitem", name="Run", exact=True).click()
        self.tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def edit_area(self, area: str) -> None:
        """Write another area into the first code cell and run again."""
        self.notebook.locator(".jp-CodeCell .cm-content").first.click()
        self.tab.keyboard.press("ControlOrMeta+a")
        self.tab.keyboard.insert_text(f'area = "{area}"\nfootprint = "ccg_2019"\ncomparators = ["england", "stp"]')
        self.run_all()

    def close(self) -> None:
        """End the kernels, which would take the memory of the next."""
        for session in self.sessions():
            self.tab.request.delete(f"{self.server}api/sessions/{session['id']}", headers=AS_OWNER)

    def sessions(self) -> list[dict[str, Any]]:
        """The notebooks that have a kernel."""
        return list(self.tab.request.get(f"{self.server}api/sessions", headers=AS_OWNER).json())


def test_every_notebook_runs_and_an_edit_of_the_area_shows_the_other_place(server: str, browser: Any, demonstration: Path) -> None:
    tab = browser.new_page(viewport={"width": 1400, "height": 1000})
    lab = Lab(tab, server)
    for name in NOTEBOOKS:
        lab.close()
        lab.open(name)
        lab.run_all()
        tab.wait_for_function(FINISHED, timeout=60_000)
        assert lab.notebook.locator(ERROR).count() == 0, (name, lab.notebook.locator(ERROR).all_inner_texts())
        assert lab.notebook.locator(".jp-OutputArea-output.jp-RenderedHTMLCommon").count() >= 2, name
    other = pages(demonstration / "data" / "tidy", "ccg_2019")["ZZ2"].area_name
    assert lab.notebook.get_by_text(f"diabetes in {other}").count() == 0
    lab.edit_area("ZZ2")
    lab.notebook.get_by_text(f"diabetes in {other}").first.wait_for(timeout=30_000)
    lab.edit_area("Atlantis")
    mistake = lab.notebook.locator(ERROR)
    mistake.wait_for(timeout=30_000)
    said = mistake.inner_text().splitlines()
    assert len(said) == 2 and said[0].startswith("Atlantis: no such area among the 33 of this footprint. The nearest names are ")
    lab.close()
