"""The aim of a project, its change ideas, and the programme's library of them."""

from django.urls import path

from ftc_qi.pages.views import aim, idea_library, ideas

PROJECT = "projects/<slug:slug>"
IDEA = f"{PROJECT}/ideas/<int:idea_id>"

urlpatterns = [
    path(f"{PROJECT}/aim/", aim.aim, name="aim"),
    path(f"{PROJECT}/aim/save/", aim.aim_save, name="aim_save"),
    path(f"{PROJECT}/aim/preview/", aim.aim_preview, name="aim_preview"),
    path(f"{PROJECT}/aim/withdraw/", aim.aim_withdraw, name="aim_withdraw"),
    path(f"{PROJECT}/ideas/", ideas.idea_list, name="idea_list"),
    path(f"{PROJECT}/ideas/add/", ideas.idea_add, name="idea_add"),
    path(f"{PROJECT}/ideas/grid/", ideas.ideas_place, name="ideas_place"),
    path(f"{IDEA}/", ideas.idea, name="idea"),
    path(f"{IDEA}/edit/", ideas.idea_edit, name="idea_edit"),
    path(f"{IDEA}/withdraw/", ideas.idea_withdraw, name="idea_withdraw"),
    path("ideas/", idea_library.idea_library, name="idea_library"),
    path("ideas/<int:idea_id>/try/", idea_library.idea_try, name="idea_try"),
]
