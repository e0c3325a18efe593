"""The site as it is served for real: hashed and compressed static files, its own headers, many threads."""

from pathlib import Path

from django.core.management import call_command
from django.test.testcases import LiveServerThread
from django.test.utils import modify_settings, override_settings
from pytest_django.live_server_helper import LiveServer
from whitenoise.storage import CompressedManifestStaticFilesStorage


class QuickStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """The real storage, but what the measured pages do not load stays uncompressed: it takes many seconds."""

    def create_compressor(self, **kwargs):
        compressor = super().create_compressor(**kwargs)
        should_compress = compressor.should_compress
        compressor.should_compress = lambda path: (
            not path.startswith(("admin/", "plotly/")) and ".map" not in path and should_compress(path)
        )
        return compressor


class SiteServer(LiveServer):
    """pytest-django's live server, except that static files come through the site's own middleware."""

    def __init__(self, static_root: Path) -> None:
        self.static_root = static_root
        self.settings = override_settings(
            STATIC_ROOT=static_root,
            STORAGES={
                "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
                "staticfiles": {"BACKEND": "tests.browser.server.QuickStaticFilesStorage"},
            },
            WHITENOISE_AUTOREFRESH=False,
            WHITENOISE_USE_FINDERS=False,
            # Django's server serves this folder past all views; ours has no such address.
            MEDIA_URL="/no-such-address/",
        )
        self.settings.enable()
        call_command("collectstatic", interactive=False, verbosity=0)
        self.thread = LiveServerThread(
            "localhost", connections_override={}, static_handler=lambda application: application
        )
        self.thread.daemon = True
        self._live_server_modified_settings = modify_settings(ALLOWED_HOSTS={"append": "localhost"})
        self.start()

    def stop(self) -> None:
        super().stop()
        self.settings.disable()
