"""Addresses of the pages that compose apps, one module a noun."""

from . import (
    advisor,
    aim,
    causes,
    cycles,
    drivers,
    home,
    observations,
    portfolio,
    progress,
    projects,
    start,
    summary,
)

app_name = "pages"
urlpatterns = [
    *home.urlpatterns,
    *advisor.urlpatterns,
    *portfolio.urlpatterns,
    *aim.urlpatterns,
    *causes.urlpatterns,
    *drivers.urlpatterns,
    *cycles.urlpatterns,
    *observations.urlpatterns,
    *progress.urlpatterns,
    *summary.urlpatterns,
    *start.urlpatterns,  # before the pages that take a slug
    *projects.urlpatterns,
]
