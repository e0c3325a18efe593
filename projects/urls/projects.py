"""Addresses that change a project, and of its reviews."""

from django.urls import path

from ..views import project_steps, projects, reviews

urlpatterns = [
    path("projects/<slug:slug>/edit/", projects.project_edit, name="project_edit"),
    path("projects/<slug:slug>/organisations/add/", projects.party_add, name="party_add"),
    path("projects/<slug:slug>/organisations/<int:pk>/edit/", projects.party_edit, name="party_edit"),
    path(
        "projects/<slug:slug>/organisations/<int:pk>/withdraw/",
        projects.party_withdraw,
        name="party_withdraw",
    ),
    path("projects/<slug:slug>/status/<slug:move>/", project_steps.project_status, name="project_status"),
    path("projects/<slug:slug>/pauses/add/", project_steps.pause_add, name="pause_add"),
    path("projects/<slug:slug>/pauses/<int:pk>/edit/", project_steps.pause_edit, name="pause_edit"),
    path(
        "projects/<slug:slug>/pauses/<int:pk>/withdraw/", project_steps.pause_withdraw, name="pause_withdraw"
    ),
    path("projects/<slug:slug>/consent/give/", project_steps.consent_give, name="consent_give"),
    path("projects/<slug:slug>/consent/withdraw/", project_steps.consent_withdraw, name="consent_withdraw"),
    path("projects/<slug:slug>/publish/", project_steps.project_publish, name="project_publish"),
    path("projects/<slug:slug>/unpublish/", project_steps.project_unpublish, name="project_unpublish"),
    path("projects/<slug:slug>/reviews/", reviews.review_list, name="review_list"),
    path("projects/<slug:slug>/reviews/add/", reviews.review_add, name="review_add"),
    path("projects/<slug:slug>/reviews/<int:pk>/edit/", reviews.review_edit, name="review_edit"),
    path("projects/<slug:slug>/reviews/<int:pk>/withdraw/", reviews.review_withdraw, name="review_withdraw"),
    path("projects/<slug:slug>/reviews/<int:pk>/seen/", reviews.review_seen, name="review_seen"),
]
