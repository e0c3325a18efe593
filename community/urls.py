"""Addresses of the community's pages."""

from django.urls import path

from community.views import across, actions, charts, comments, funnel, matrix

PROJECT = "projects/<slug:slug>"
ACTION = f"{PROJECT}/actions/<int:pk>"
COMMENT = f"{PROJECT}/comments/<int:pk>"

app_name = "community"
urlpatterns = [
    path("community/charts/", charts.charts, name="charts"),
    path("community/matrix/", matrix.matrix, name="matrix"),
    path("community/measures/<int:shared_id>/", across.across, name="across"),
    path("community/measures/<int:shared_id>/funnel/", funnel.funnel, name="funnel"),
    path("actions/", actions.my_actions, name="my_actions"),
    path(f"{PROJECT}/actions/", actions.action_list, name="action_list"),
    path(f"{PROJECT}/actions/add/", actions.action_add, name="action_add"),
    path(f"{ACTION}/edit/", actions.action_edit, name="action_edit"),
    path(f"{ACTION}/done/", actions.action_done, name="action_done"),
    path(f"{ACTION}/reopen/", actions.action_reopen, name="action_reopen"),
    path(f"{ACTION}/withdraw/", actions.action_withdraw, name="action_withdraw"),
    path(f"{PROJECT}/comments/", comments.comment_list, name="comment_list"),
    path(f"{PROJECT}/comments/add/", comments.comment_add, name="comment_add"),
    path(f"{PROJECT}/comments/read/", comments.comments_read, name="comments_read"),
    path(f"{COMMENT}/edit/", comments.comment_edit, name="comment_edit"),
    path(f"{COMMENT}/withdraw/", comments.comment_withdraw, name="comment_withdraw"),
]
