"""Find a browser to test with. As a script, print its path; without one, print one line and fail."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Error, Playwright, sync_playwright

NO_BROWSER = (
    "No browser to test with. Install Chromium or Chrome (`apt-get install chromium`, or "
    "`.venv/bin/playwright install chromium`), or set BROWSER_EXECUTABLE to the one you have."
)
# For a container, as root, without a network; harmless elsewhere.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def find_browser() -> str | None:
    """The browser named by BROWSER_EXECUTABLE, else Playwright's own, else an installed one of Chromium's family.

    Starts Playwright's driver, so call it while no other is running in this thread. A BROWSER_EXECUTABLE that is not
    there is not replaced by another: None.
    """
    if named := os.environ.get("BROWSER_EXECUTABLE"):
        return shutil.which(named)
    with sync_playwright() as playwright:
        places = (playwright.chromium.executable_path, *map(shutil.which, COMMANDS), *PLACES)
        return next(
            (place for place in places if place and Path(place).is_file() and starts(playwright, place)), None
        )


def starts(playwright: Playwright, path: str) -> bool:
    """A browser that lacks its libraries is none (`playwright install` leaves them to the system)."""
    try:
        playwright.chromium.launch(executable_path=path, args=FLAGS).close()
    except Error:
        return False
    return True


if __name__ == "__main__":
    browser = find_browser()
    sys.stdout.write(f"{browser or NO_BROWSER}\n")
    sys.exit(0 if browser else 1)
