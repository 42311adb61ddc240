"""Pages in a real browser, and everything that they complain of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Opened:
    """A page, and everything it complained of."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.trouble: list[str] = []
        page.on("console", lambda message: self.trouble.append(message.text))
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("dialog", lambda dialog: self.trouble.append(f"dialog {dialog.message}"))
        page.on("request", lambda request: self._requested(request.url))

    def _requested(self, url: str) -> None:
        if not url.startswith(("file:", "data:")):
            self.trouble.append(f"request {url}")

    def at(self, file: Path, fragment: str = "") -> Any:
        self.page.goto(f"{file.as_uri()}{fragment}")
        self.page.wait_for_selector("html[data-charts=drawn]")
        return self.page

    @property
    def titles(self) -> list[str]:
        """Labels of the cards that are drawn."""
        names: list[str] = self.page.eval_on_selector_all(".case", "all => all.map(one => one.ariaLabel)")
        return names

    def counted(self, told: str) -> None:
        """Waits for it: filters act a moment after typing."""
        self.page.wait_for_function("told => document.getElementById('count').textContent === told", arg=told)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Any) -> Iterator[Opened]:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    opened = Opened(page)
    yield opened
    page.close()
    assert opened.trouble == []
