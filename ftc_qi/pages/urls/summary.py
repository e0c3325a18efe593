"""What a project takes to a meeting: the one-page summary and the storyboard."""

from django.urls import path

from ftc_qi.pages.views import summary

PROJECT = "projects/<slug:slug>"

urlpatterns = [
    path(f"{PROJECT}/summary/", summary.summary, name="summary"),
    path(f"{PROJECT}/summary.pdf", summary.summary_pdf, name="summary_pdf"),
    path(f"{PROJECT}/storyboard.pptx", summary.storyboard, name="storyboard"),
]
