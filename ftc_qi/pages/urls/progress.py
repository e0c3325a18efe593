"""How far a project is: progress scores, method health, holding the gains."""

from django.urls import path

from ftc_qi.pages.views import gains, health, scores

PROJECT = "projects/<slug:slug>"
SCORES, GAINS = f"{PROJECT}/scores", f"{PROJECT}/gains"

urlpatterns = [
    path(f"{SCORES}/", scores.scores, name="scores"),
    path(f"{SCORES}/team/add/", scores.team_add, name="score_team_add"),
    path(f"{SCORES}/team/<int:score_id>/correct/", scores.team_correct, name="score_team_correct"),
    path(f"{SCORES}/team/<int:score_id>/withdraw/", scores.team_withdraw, name="score_team_withdraw"),
    path(f"{SCORES}/advisor/add/", scores.advisor_add, name="score_advisor_add"),
    path(f"{SCORES}/advisor/<int:score_id>/correct/", scores.advisor_correct, name="score_advisor_correct"),
    path(
        f"{SCORES}/advisor/<int:score_id>/withdraw/", scores.advisor_withdraw, name="score_advisor_withdraw"
    ),
    path(f"{PROJECT}/health/", health.health, name="health"),
    path(f"{GAINS}/", gains.gains, name="gains"),
    path(f"{GAINS}/check/add/", gains.check_add, name="gains_check_add"),
    path(f"{GAINS}/check/<int:check_id>/edit/", gains.check_edit, name="gains_check_edit"),
    path(f"{GAINS}/check/<int:check_id>/withdraw/", gains.check_withdraw, name="gains_check_withdraw"),
    path(f"{GAINS}/plan/add/", gains.plan_add, name="control_item_add"),
    path(f"{GAINS}/plan/<int:item_id>/edit/", gains.plan_edit, name="control_item_edit"),
    path(f"{GAINS}/plan/<int:item_id>/withdraw/", gains.plan_withdraw, name="control_item_withdraw"),
]
