"""The WSGI entry point: `gunicorn ftc_qi.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ftc_qi.settings")

application = get_wsgi_application()
