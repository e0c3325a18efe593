"""The advisor dashboard."""

from django.urls import path

from ftc_qi.pages.views import advisor

urlpatterns = [path("advisor/", advisor.advisor, name="advisor")]
