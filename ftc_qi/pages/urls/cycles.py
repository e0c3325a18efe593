"""The PDSA cycles of a project."""

from django.urls import path

from ftc_qi.pages.views import board, cycle_facts, cycle_questions, cycle_steps, cycles

PROJECT = "projects/<slug:slug>"
CYCLE = f"{PROJECT}/cycles/<int:cycle_id>"
QUESTION = f"{CYCLE}/questions/<int:question_id>"

urlpatterns = [
    path(f"{PROJECT}/cycles/board/", board.cycle_board, name="cycle_board"),
    path(f"{PROJECT}/cycles/", cycles.cycle_list, name="cycle_list"),
    path(f"{PROJECT}/cycles/add/", cycle_facts.cycle_add, name="cycle_add"),
    path(f"{CYCLE}/", cycles.cycle, name="cycle"),
    path(f"{CYCLE}/history/", cycles.cycle_history, name="cycle_history"),
    path(f"{CYCLE}/edit/", cycle_facts.cycle_edit, name="cycle_edit"),
    path(f"{CYCLE}/withdraw/", cycle_facts.cycle_withdraw, name="cycle_withdraw"),
    path(f"{CYCLE}/plan/", cycle_steps.cycle_step, {"step": "plan"}, name="cycle_plan"),
    path(f"{CYCLE}/do/", cycle_steps.cycle_step, {"step": "do"}, name="cycle_do"),
    path(f"{CYCLE}/study/", cycle_steps.cycle_step, {"step": "study"}, name="cycle_study"),
    path(f"{CYCLE}/act/", cycle_steps.cycle_step, {"step": "act"}, name="cycle_act"),
    path(f"{CYCLE}/move/<slug:to>/", cycle_steps.cycle_move, name="cycle_move"),
    path(f"{CYCLE}/amend/", cycle_questions.prediction_amend, name="prediction_amend"),
    path(f"{CYCLE}/questions/add/", cycle_questions.question_add, name="question_add"),
    path(f"{QUESTION}/edit/", cycle_questions.question_edit, name="question_edit"),
    path(f"{QUESTION}/move/", cycle_questions.question_move, name="question_move"),
    path(f"{QUESTION}/amend/", cycle_questions.question_amend, name="question_amend"),
    path(f"{QUESTION}/withdraw/", cycle_questions.question_withdraw, name="question_withdraw"),
]
