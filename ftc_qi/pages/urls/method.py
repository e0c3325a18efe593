"""The method of a project: its aim, its change ideas, its PDSA cycles."""

from django.urls import path

from ftc_qi.pages.views import aim, cycle_steps, cycles, ideas

PROJECT = "projects/<slug:slug>"
IDEA = f"{PROJECT}/ideas/<int:idea_id>"
CYCLE = f"{PROJECT}/cycles/<int:cycle_id>"

urlpatterns = [
    path(f"{PROJECT}/aim/", aim.aim, name="aim"),
    path(f"{PROJECT}/aim/save/", aim.aim_save, name="aim_save"),
    path(f"{PROJECT}/aim/withdraw/", aim.aim_withdraw, name="aim_withdraw"),
    path(f"{PROJECT}/ideas/", ideas.idea_list, name="idea_list"),
    path(f"{PROJECT}/ideas/add/", ideas.idea_add, name="idea_add"),
    path(f"{IDEA}/edit/", ideas.idea_edit, name="idea_edit"),
    path(f"{IDEA}/withdraw/", ideas.idea_withdraw, name="idea_withdraw"),
    path(f"{PROJECT}/cycles/", cycles.cycle_list, name="cycle_list"),
    path(f"{PROJECT}/cycles/add/", cycles.cycle_add, name="cycle_add"),
    path(f"{CYCLE}/", cycles.cycle, name="cycle"),
    path(f"{CYCLE}/history/", cycles.cycle_history, name="cycle_history"),
    path(f"{CYCLE}/edit/", cycles.cycle_edit, name="cycle_edit"),
    path(f"{CYCLE}/withdraw/", cycles.cycle_withdraw, name="cycle_withdraw"),
    path(f"{CYCLE}/plan/", cycle_steps.cycle_step, {"step": "plan"}, name="cycle_plan"),
    path(f"{CYCLE}/do/", cycle_steps.cycle_step, {"step": "do"}, name="cycle_do"),
    path(f"{CYCLE}/study/", cycle_steps.cycle_step, {"step": "study"}, name="cycle_study"),
    path(f"{CYCLE}/act/", cycle_steps.cycle_step, {"step": "act"}, name="cycle_act"),
    path(f"{CYCLE}/move/<slug:to>/", cycle_steps.cycle_move, name="cycle_move"),
    path(f"{CYCLE}/amend/", cycle_steps.prediction_amend, name="prediction_amend"),
]
