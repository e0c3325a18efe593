"""Addresses of measures and of the monthly log."""

from . import log, measures

app_name = "measures"
urlpatterns = [*log.urlpatterns, *measures.urlpatterns]
