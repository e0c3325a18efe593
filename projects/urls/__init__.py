"""Addresses of programmes, people, money and projects, one module a noun."""

from . import funding, people, programme, projects

app_name = "projects"
urlpatterns = [
    *programme.urlpatterns,
    *people.urlpatterns,
    *funding.urlpatterns,
    *projects.urlpatterns,
]
