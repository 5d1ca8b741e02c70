"""A headless Chromium, where one is installed; screenshots are left in ``build/screenshots``.

Where there is none the tests say so and are skipped; ``COPYDESK_TEST_BROWSER=required`` (set by ``.ci/run``, which
installs one) makes them fail instead.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
SLOW_MS = 240_000  # a machine three times slower must not fail for it
NAMES = ("chromium", "chromium-browser", "google-chrome")


def refuse(reason: str) -> None:
    if os.environ.get("COPYDESK_TEST_BROWSER") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Yield a browser that has nothing but what is opened in it."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        refuse("no Chromium is installed: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        refuse("playwright is not installed: uv sync --all-groups")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        # Without its sandbox, which root has not: it opens our own pages only.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"], timeout=SLOW_MS)
        yield browser
        browser.close()


class Screen:
    """A page that takes note of what hostile text would do: open a dialog, run a script, ask a foreign host."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.dialogs: list[str] = []
        self.foreign: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", self._request)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        if request.url.startswith(("http", "ws")) and "//127.0.0.1:" not in request.url:
            self.foreign.append(request.url)

    def open(self, address: str, *texts: str) -> None:
        """Open an address and wait until it shows some texts."""
        self.page.goto(address, wait_until="domcontentloaded", timeout=SLOW_MS)
        for text in texts:
            self.page.get_by_text(text).first.wait_for(timeout=SLOW_MS)

    def shoot(self, name: str) -> None:
        self.page.screenshot(path=str(SCREENSHOTS / f"{name}.png"), full_page=True)

    def text(self) -> str:
        return str(self.page.inner_text("body"))

    def assert_inert(self) -> None:
        """Hold that no text of a page became a tag, a link or a script."""
        assert self.page.locator("img[src='x'], [onerror], a[href^='javascript' i]").count() == 0
        assert self.page.evaluate("window.copydeskOwned") is None
        assert self.dialogs == []
        assert [url for url in self.foreign if "hostile" in url] == []


@pytest.fixture
def screen(browser: Any) -> Iterator[Screen]:
    context = browser.new_context(viewport={"width": 1440, "height": 1800}, locale="en-GB", timezone_id="UTC")
    yield Screen(context.new_page())
    context.close()
