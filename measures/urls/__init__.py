"""Addresses of measures and of the monthly log."""

from . import breakdowns, log, measures

app_name = "measures"
urlpatterns = [*log.urlpatterns, *measures.urlpatterns, *breakdowns.urlpatterns]
