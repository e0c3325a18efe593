"""Where a problem comes from: the fishbone and the process map of a project."""

from django.urls import path

from ftc_qi.pages.views import cause_rows, causes, process

CAUSES = "projects/<slug:slug>/causes/"
BONE = f"{CAUSES}bones/<int:bone_id>/"
CAUSE = f"{CAUSES}<int:cause_id>/"
PROCESS = "projects/<slug:slug>/process/"
LANE = f"{PROCESS}lanes/<int:lane_id>/"
STEP = f"{PROCESS}steps/<int:step_id>/"

urlpatterns = [
    path(CAUSES, causes.causes, name="causes"),
    path("projects/<slug:slug>/causes.svg", causes.causes_svg, name="causes_svg"),
    path("projects/<slug:slug>/causes.png", causes.causes_png, name="causes_png"),
    path("projects/<slug:slug>/causes.pdf", causes.causes_pdf, name="causes_pdf"),
    path(f"{CAUSES}problem/", causes.problem_edit, name="problem_edit"),
    path(f"{CAUSES}start/", causes.bones_start, name="bones_start"),
    path(f"{CAUSES}several/", cause_rows.causes_several, name="causes_several"),
    path(f"{CAUSES}bones/add/", causes.bone_add, name="bone_add"),
    path(f"{BONE}rename/", causes.bone_rename, name="bone_rename"),
    path(f"{BONE}move/", causes.bone_move, name="bone_move"),
    path(f"{BONE}withdraw/", causes.bone_withdraw, name="bone_withdraw"),
    path(f"{BONE}add/", cause_rows.cause_add, name="cause_add"),
    path(f"{BONE}several/", cause_rows.bone_several, name="bone_several"),
    path(f"{CAUSE}why/", cause_rows.cause_why, name="cause_why"),
    path(f"{CAUSE}edit/", cause_rows.cause_edit, name="cause_edit"),
    path(f"{CAUSE}move/", cause_rows.cause_move, name="cause_move"),
    path(f"{CAUSE}place/", cause_rows.cause_place, name="cause_place"),
    path(f"{CAUSE}withdraw/", cause_rows.cause_withdraw, name="cause_withdraw"),
    path(f"{CAUSE}vote/", cause_rows.cause_vote, name="cause_vote"),
    path(f"{CAUSE}driver/", cause_rows.cause_to_driver, name="cause_to_driver"),
    path(f"{CAUSE}idea/", cause_rows.cause_to_idea, name="cause_to_idea"),
    path(PROCESS, process.process, name="process"),
    path("projects/<slug:slug>/process.svg", process.process_svg, name="process_svg"),
    path("projects/<slug:slug>/process.png", process.process_png, name="process_png"),
    path("projects/<slug:slug>/process.pdf", process.process_pdf, name="process_pdf"),
    path(f"{PROCESS}lanes/add/", process.lane_add, name="lane_add"),
    path(f"{LANE}rename/", process.lane_rename, name="lane_rename"),
    path(f"{LANE}move/", process.lane_move, name="lane_move"),
    path(f"{LANE}withdraw/", process.lane_withdraw, name="lane_withdraw"),
    path(f"{PROCESS}several/", process.steps_several, name="steps_several"),
    path(f"{PROCESS}steps/add/", process.step_add, name="step_add"),
    path(f"{STEP}edit/", process.step_edit, name="step_edit"),
    path(f"{STEP}move/", process.step_move, name="step_move"),
    path(f"{STEP}withdraw/", process.step_withdraw, name="step_withdraw"),
]
