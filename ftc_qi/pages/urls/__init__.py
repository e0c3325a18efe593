"""Addresses of the pages that compose apps, one module a noun."""

from . import advisor, home, method, portfolio, projects

app_name = "pages"
urlpatterns = [
    *home.urlpatterns,
    *advisor.urlpatterns,
    *portfolio.urlpatterns,
    *method.urlpatterns,
    *projects.urlpatterns,
]
