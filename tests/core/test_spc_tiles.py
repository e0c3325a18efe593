"""Variation and assurance tiles: one for every value of the engine, told apart without colour."""

import re
from typing import get_args

import pytest

from ftc_qi.core.spc_tiles import ASSURANCE_LOOKS, VARIATION_LOOKS, assurance_svg, variation_svg
from ftc_qi.core.templatetags.spc import icon_key
from measures.spc import icons


def shapes(svg):
    """The drawing without its colours, as a black-and-white print has it."""
    return re.sub(r' (?:class|fill|stroke)="[^"]*"', "", svg)


def test_every_value_has_a_look():
    assert set(VARIATION_LOOKS) == set(get_args(icons.Variation))
    assert set(ASSURANCE_LOOKS) == {*get_args(icons.AssuranceIcon), "none"}


def test_tiles_differ_in_shape_alone():
    drawn = [shapes(variation_svg(name)) for name in VARIATION_LOOKS]
    drawn += [shapes(assurance_svg(name)) for name in ASSURANCE_LOOKS]
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize(
    "name, turns", [("pass", True), ("fail", True), ("inconsistent", False), ("none", False)]
)
def test_assurance_is_turned_over_where_lower_is_better(name, turns):
    assert (assurance_svg(name, "up") != assurance_svg(name, "down")) == turns


def test_words_differ_and_tiles_are_hidden_from_the_ear():
    for looks in (VARIATION_LOOKS, ASSURANCE_LOOKS):
        assert len({look.word for look in looks.values()}) == len(looks)
    assert 'aria-hidden="true"' in variation_svg("common_cause")
    assert 'aria-hidden="true"' in assurance_svg("none")


def test_key_has_all_of_them():
    key = icon_key()
    assert key == {"variation": list(VARIATION_LOOKS), "assurance": list(ASSURANCE_LOOKS)}


def test_an_unknown_name_is_refused():
    with pytest.raises(KeyError):
        variation_svg("nonsense_high")
    with pytest.raises(KeyError):
        assurance_svg("nonsense")
