"""Addresses of a person's own settings; sign-in itself is allauth's."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("kept/", views.kept, name="kept"),
    path("theme/", views.theme_set, name="theme"),
]
