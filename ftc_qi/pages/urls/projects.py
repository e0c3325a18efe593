"""The list of projects, a project's overview, and what is published of it."""

from django.urls import path

from ftc_qi.pages.views import projects

urlpatterns = [
    path("projects/", projects.project_list, name="project_list"),
    path("projects/<slug:slug>/", projects.project_overview, name="project"),
    path("published/<slug:slug>/", projects.published, name="published"),
]
