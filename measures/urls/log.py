"""Addresses of logging: the month's page, pasting a column, one point and its history."""

from django.urls import path

from measures.views import log, paste, points

POINT = "projects/<slug:slug>/measures/<int:measure_id>/points/<int:point_id>/"
EVENT = "projects/<slug:slug>/measures/<int:measure_id>/events/<int:event_id>/"

urlpatterns = [
    path("projects/<slug:slug>/log/", log.log, name="log"),
    path("projects/<slug:slug>/log/undo/", log.log_undo, name="log_undo"),
    path("projects/<slug:slug>/log/paste/", paste.paste, name="paste"),
    path(POINT, points.point, name="point"),
    path(f"{POINT}correct/", points.point_correct, name="point_correct"),
    path(f"{POINT}withdraw/", points.point_withdraw, name="point_withdraw"),
    path(EVENT, points.event, name="event"),
    path(f"{EVENT}withdraw/", points.event_withdraw, name="event_withdraw"),
]
