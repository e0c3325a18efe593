"""Addresses of the community's pages."""

from django.urls import path

from . import views

app_name = "community"
urlpatterns = [path("community/charts/", views.charts, name="charts")]
