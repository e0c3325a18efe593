"""The front page and the pages about the site."""

from django.urls import path

from ftc_qi.pages.views import home, static

urlpatterns = [
    path("", home.home, name="home"),
    path("about/", static.about, name="about"),
    path("accessibility/", static.accessibility, name="accessibility"),
    path("privacy/", static.privacy, name="privacy"),
]
