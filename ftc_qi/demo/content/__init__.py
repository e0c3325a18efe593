"""The stories: twelve fictional projects, as plain data."""

from dataclasses import replace

from ftc_qi.demo.plan import Project

from .care_link import CARE_LINK, STEADY_GROUND
from .living import CLEAR_WORDS, GOOD_COMPANY, HER_CIRCLE
from .night_line import BACK_IN_TOUCH, NIGHT_LINE
from .shared import shared_measures_of
from .sunday_health import FIRST_STEPS, SUNDAY_HEALTH
from .under_25 import SIDE_BY_SIDE, UNDER_25
from .warm_welcome import WARM_WELCOME

_STORIES = [
    WARM_WELCOME,
    SUNDAY_HEALTH,
    FIRST_STEPS,
    NIGHT_LINE,
    BACK_IN_TOUCH,
    CARE_LINK,
    STEADY_GROUND,
    UNDER_25,
    SIDE_BY_SIDE,
    HER_CIRCLE,
    GOOD_COMPANY,
    CLEAR_WORDS,
]

PROJECTS: list[Project] = [
    replace(story, measures=(*story.measures, *shared_measures_of(story.slug))) for story in _STORIES
]
