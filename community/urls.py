"""Addresses of the community's pages."""

from django.urls import path

from community.views import across, charts, funnel, matrix

app_name = "community"
urlpatterns = [
    path("community/charts/", charts.charts, name="charts"),
    path("community/matrix/", matrix.matrix, name="matrix"),
    path("community/measures/<int:shared_id>/", across.across, name="across"),
    path("community/measures/<int:shared_id>/funnel/", funnel.funnel, name="funnel"),
]
