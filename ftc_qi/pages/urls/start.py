"""How a project starts: a new one, and what it takes from its programme."""

from django.urls import path

from ftc_qi.pages.views import start

urlpatterns = [
    path("projects/add/", start.project_add, name="project_add"),
    path("projects/<slug:slug>/start/", start.project_start, name="project_start"),
]
