"""Take the picture of the page that README.md shows: `make docs`. Wants Chromium, and Playwright of the dev extra."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from kg import pipeline
from kg.output import PAGE

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "page.png"
CHOSEN = "model/deepseek-v3"
SIZE = (1280, 800)


def shoot(page: Path, picture: Path, chosen: str = CHOSEN, size: tuple[int, int] = SIZE) -> None:
    """A picture of the page with one entity chosen and one quotation opened, at a size in pixels."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme="light")
        tab.goto(f"{page.as_uri()}#{chosen}")
        tab.locator("button.more").nth(2).click()
        tab.wait_for_timeout(1500)
        tab.screenshot(path=picture)
        browser.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        pipeline.build([ROOT / "seeds"], Path(scratch))
        shoot(Path(scratch) / PAGE, PICTURE)


if __name__ == "__main__":
    main()
