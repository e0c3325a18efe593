"""Addresses of measures, their charts' phases and notes, their files; of the programme's shared measures and of the
protection of numbers."""

from django.urls import path

from measures.views import (
    annotations,
    compare,
    events,
    files,
    matrix,
    measures,
    phases,
    policy,
    settings,
    shared,
)

ALL = "projects/<slug:slug>/measures/"
ONE = f"{ALL}<int:measure_id>/"
PHASE = f"{ONE}phases/<int:phase_id>/"
EXCLUSION = f"{ONE}exclusions/<int:exclusion_id>/"
ANNOTATION = f"{ONE}annotations/<int:annotation_id>/"
SHARED = "programme/shared-measures/"

urlpatterns = [
    path(ALL, measures.measure_list, name="list"),
    path("projects/<slug:slug>/matrix/", matrix.matrix, name="matrix"),
    path("projects/<slug:slug>/compare/", compare.compare, name="compare"),
    path(f"{ALL}add/", settings.measure_add, name="add"),
    path(ONE, measures.measure, name="measure"),
    path(f"{ONE}edit/", settings.measure_edit, name="edit"),
    path(f"{ONE}chart/", settings.chart_settings, name="chart_settings"),
    path(f"{ONE}withdraw/", settings.measure_withdraw, name="withdraw"),
    path(f"{ONE}people/", settings.measure_people, name="people"),
    path(f"{ONE}data.csv", files.data_csv, name="data_csv"),
    path(f"{ONE}chart.svg", files.chart_svg, name="chart_svg"),
    path(f"{ONE}chart.png", files.chart_png, name="chart_png"),
    path(f"{ONE}events/add/", events.event_add, name="event_add"),
    path(f"{ONE}events/paste/", events.events_paste, name="events_paste"),
    path(f"{ONE}events/<int:event_id>/edit/", events.event_edit, name="event_edit"),
    path(f"{ONE}phases/", phases.phase_list, name="phases"),
    path(f"{ONE}phases/add/", phases.phase_add, name="phase_add"),
    path(f"{PHASE}edit/", phases.phase_edit, name="phase_edit"),
    path(f"{PHASE}withdraw/", phases.phase_withdraw, name="phase_withdraw"),
    path(f"{ONE}exclusions/add/", phases.exclusion_add, name="exclusion_add"),
    path(f"{EXCLUSION}withdraw/", phases.exclusion_withdraw, name="exclusion_withdraw"),
    path(f"{ONE}annotations/add/", annotations.annotation_add, name="annotation_add"),
    path(f"{ANNOTATION}edit/", annotations.annotation_edit, name="annotation_edit"),
    path(f"{ANNOTATION}withdraw/", annotations.annotation_withdraw, name="annotation_withdraw"),
    path("programme/protection/", policy.policy, name="policy"),
    path(SHARED, shared.shared_list, name="shared_list"),
    path(f"{SHARED}add/", shared.shared_add, name="shared_add"),
    path(f"{SHARED}<int:shared_id>/edit/", shared.shared_edit, name="shared_edit"),
    path(f"{SHARED}<int:shared_id>/withdraw/", shared.shared_withdraw, name="shared_withdraw"),
]
