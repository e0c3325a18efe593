"""What is to be done about a PDSA cycle now: the form of the stage it is at, and what moving on does."""

from django.urls import reverse

from ftc_qi.pages.policy import policy_of
from projects.actions.cycles import questions_of
from projects.forms.steps import STEP_FORMS, StepForm
from projects.models import PDSACycle

Stage = PDSACycle.Stage

NOW = {
    # stage: heading, what to do, button that saves, button that moves on
    "plan": (
        "Say what you expect",
        "Write it down before you start: the result teaches most when it can prove you wrong.",
        "Save the plan",
        "Start Do and lock the prediction",
    ),
    "do": (
        "What happened?",
        "Write it while it is fresh. A few lines are enough.",
        "Save what happened",
        "Finish Do and start Study",
    ),
    "study": (
        "What did we learn?",
        "Compare what happened with what you expected.",
        "Save what we learned",
        "Finish Study and start Act",
    ),
    "act": (
        "What next?",
        "Decide what to do with the change, then finish the cycle.",
        "Save the decision",
        "Finish the cycle",
    ),
}
NEXT_STAGE = {stage: next(iter(following), None) for stage, following in PDSACycle.TRANSITIONS.items()}


STAGE_LEFT = {to: stage for stage, following in PDSACycle.TRANSITIONS.items() for to in following}
CONSEQUENCES = {
    "do": "The prediction locks, and those of further questions too. After that you can amend them with a reason, "
    "and both texts are kept.",
    "study": "Do ends. You can still correct what happened; now you compare it with what you expected.",
    "act": "Study is written. You can still correct it; now you decide what to do with the change.",
    "done": "The cycle ends, and the status of its change idea follows the decision. "
    "You can change the decision later.",
}
"""Stage entered → what that does, said before it happens."""


def step_form(cycle, step, data=None, *, moving=False, questions=None) -> StepForm:
    """The form of one step, bound where `data` was sent. questions: those of the cycle, where read already."""
    more = {}
    if step == Stage.STUDY:
        more["questions"] = questions_of(cycle) if questions is None else questions
    hide_below = policy_of(cycle.project).hide_below
    return STEP_FORMS[step](data or None, instance=cycle, moving=moving, hide_below=hide_below, **more)


def now_form(cycle, questions):
    """The form of the stage the cycle is at, with its two buttons; None for a finished one."""
    if cycle.stage not in NOW:
        return None
    title, prompt, save, move = NOW[cycle.stage]
    at = [cycle.project.slug, cycle.pk]
    return {
        "form": step_form(cycle, cycle.stage, moving=True, questions=questions),
        "title": title,
        "prompt": prompt,
        "save": save,
        "save_url": reverse(f"pages:cycle_{cycle.stage}", args=at),
        "move": move,
        "move_url": reverse("pages:cycle_move", args=[*at, NEXT_STAGE[cycle.stage]]),
    }
