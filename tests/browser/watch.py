"""What goes wrong on a page while a journey looks elsewhere."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Request, Response

REPORT_CSP = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Content-Security-Policy: ${event.effectiveDirective} forbids ${event.blockedURI}`);
});
"""


class Watch:
    """Notes every console error, breach of the Content-Security-Policy, exception in a script, request off the site
    and failed request of all pages of a browser context.

    `problems`: one line each. A test that provokes one on purpose clears the list after looking at it.
    A page itself may answer 4xx (a form with errors does); what it loads may not, and nothing may answer 5xx.
    """

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.problems: list[str] = []
        self.site = site
        context.add_init_script(REPORT_CSP)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._exception(error.error))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # What failed to load is judged by its answer, in _response.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _exception(self, error: Error) -> None:
        self.problems.append(f"exception: {error}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site + "/", "data:", "blob:", "about:")):
            self.problems.append(f"request off the site: {urlsplit(request.url).netloc}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 or (
            response.status >= 400 and not response.request.is_navigation_request()
        ):
            self.problems.append(f"{response.status} for {urlsplit(response.url).path}")
