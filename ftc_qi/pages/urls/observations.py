"""Observations of a PDSA cycle, with their photos and files."""

from django.urls import path

from ftc_qi.pages.views import observations

CYCLE = "projects/<slug:slug>/cycles/<int:cycle_id>"
OBSERVATION = f"{CYCLE}/observations/<int:pk>"
FILE = f"{CYCLE}/files/<int:pk>"

urlpatterns = [
    path(f"{CYCLE}/observations/add/", observations.observation_add, name="observation_add"),
    path(f"{OBSERVATION}/edit/", observations.observation_edit, name="observation_edit"),
    path(f"{OBSERVATION}/withdraw/", observations.observation_withdraw, name="observation_withdraw"),
    path(f"{FILE}/", observations.observation_file, name="observation_file"),
    path(f"{FILE}/small/", observations.observation_picture, name="observation_picture"),
]
