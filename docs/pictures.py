"""Pictures of the real thing for the README: the demonstration report and JupyterLab in a headless Chromium, in few colours."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
DESKTOP, OPENING, PHONE = (1280, 1050), (1280, 1300), (390, 844)
#: Chapter, and what of it is in sight, of the picture of JupyterLab.
CHAPTER, HEADING = "05_hospital_admissions.ipynb", "Are unplanned stays changing?"

#: The whole notebook is in the page, and nothing lies over it.
SETTINGS = {"notebook-extension/tracker": {"windowingMode": "none"}, "apputils-extension/notification": {"fetchNews": "false"}}


def main() -> None:
    """Take every picture of the newest demonstration edition."""
    edition = sorted((ROOT / "demo" / "reports").glob("*-*"))[-1]
    report, index = edition / "ccg_2019" / "ZZ1.html", edition / "index.html"
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        path = os.environ.get("JSNA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        take(browser, "desktop", report.as_uri(), OPENING)
        take(browser, "dark", report.as_uri() + "#long-term-conditions-on-gp-registers", DESKTOP, "dark")
        take(browser, "phone", report.as_uri() + "#fig-00-overview", PHONE)
        take(browser, "index", index.as_uri(), DESKTOP)
        with jupyterlab() as address:
            chapter(browser, address)
        browser.close()


def take(browser: Browser, name: str, address: str, size: tuple[int, int], scheme: str = "light") -> None:
    """One picture of what is in sight at an address."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page.goto(address)
    page.wait_for_timeout(300)
    save(name, page.screenshot())
    page.close()


def save(name: str, png: bytes) -> None:
    """A picture in 128 colours, which a page of text and flat colours does not miss, weighs a third."""
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


def chapter(browser: Browser, address: str) -> None:
    """A chapter that was run in JupyterLab."""
    page = browser.new_page(viewport={"width": 1024, "height": 760}, device_scale_factor=2)
    page.goto(address)
    idle = page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
    idle.wait_for(timeout=240_000)
    page.wait_for_timeout(3_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_timeout(1_000)
    if (asked := page.get_by_role("button", name="Select", exact=True)).is_visible():  # which kernel, where none is there yet
        asked.click()
    page.locator(".jp-NotebookPanel figure").nth(4).wait_for(timeout=240_000)
    idle.wait_for(timeout=240_000)
    page.locator(".jp-SideBar.jp-mod-left .lm-mod-current").click()
    page.keyboard.press("Control+s")
    page.get_by_role("heading", name=HEADING).first.scroll_into_view_if_needed()
    page.wait_for_timeout(1_000)
    page.get_by_role("heading", name=HEADING).first.evaluate("heading => heading.scrollIntoView()")
    page.wait_for_timeout(500)
    save("jupyterlab", page.screenshot())


@contextlib.contextmanager
def jupyterlab() -> Iterator[str]:
    """The address of a chapter in a JupyterLab that shows a copy of the notebooks."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "notebooks", Path(folder) / "notebooks")
        for name, settings in SETTINGS.items():
            file = Path(folder) / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True)
            file.write_text(json.dumps(settings))
        own = {f"JUPYTER_{name}_DIR": str(Path(folder) / name) for name in ("RUNTIME", "CONFIG", "DATA")}
        own |= {"JUPYTERLAB_SETTINGS_DIR": str(Path(folder) / "settings"), "JSNA_WORKSPACE": str(ROOT / "demo")}
        command = [sys.executable, "-m", "jupyterlab", "notebooks", "--no-browser", "--allow-root"]
        command += ["--port=0", "--IdentityProvider.token=open"]
        with subprocess.Popen(command, cwd=folder, env=os.environ | own, stderr=subprocess.DEVNULL) as server:
            while not (started := list((Path(folder) / "RUNTIME").glob("jpserver-*.json"))):
                if server.poll() is not None:
                    raise RuntimeError("JupyterLab did not start.")
                time.sleep(0.2)
            try:
                yield f"{json.loads(started[0].read_text())['url']}lab/tree/{CHAPTER}?token=open"
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
