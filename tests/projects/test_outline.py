"""A list typed as an outline: spaces, tabs or dashes say what belongs to what."""

import pytest

from projects.outline import OutlineError, OutlineLine, parse


def shape(text, **limits):
    return [(line.depth, line.text) for line in parse(text, **limits)]


@pytest.mark.parametrize(
    "text",
    [
        "People\n  Few peers\n    No budget\n  No cover\nPlace",
        "People\n\tFew peers\n\t\tNo budget\n\tNo cover\nPlace",
        "People\n- Few peers\n-- No budget\n- No cover\nPlace",
        "- People\n  - Few peers\n    - No budget\n  - No cover\n- Place",
        "- People\n-- Few peers\n--- No budget\n-- No cover\n- Place",
        "* People\n    * Few peers\n        * No budget\n    * No cover\n* Place",
        "\n  People  \r\n     Few   peers\r\n        No budget\r\n\r\n     No cover\r\n  Place\n\n",
        "People\n\u00a0\u00a0Few peers\n\u00a0\u00a0\u00a0\u00a0No budget\n\u00a0\u00a0No cover\nPlace",
    ],
)
def test_every_way_of_going_further_in_reads_alike(text):
    assert shape(text) == [
        (0, "People"),
        (1, "Few peers"),
        (2, "No budget"),
        (1, "No cover"),
        (0, "Place"),
    ]


def test_a_line_remembers_where_it_was_typed():
    assert parse("One\n\n  Two") == [OutlineLine(0, "One", 1), OutlineLine(1, "Two", 3)]


def test_a_long_step_inwards_is_one_level():
    assert shape("One\n            Two") == [(0, "One"), (1, "Two")]


def test_a_minus_before_a_word_is_not_a_level():
    assert shape("One\n-5 degrees") == [(0, "One"), (0, "-5 degrees")]


@pytest.mark.parametrize("text", ["", "  \n\t\n"])
def test_nothing_typed_is_no_item(text):
    assert parse(text) == []


@pytest.mark.parametrize(
    "text, line, words",
    [
        ("One\n    Two\n  Three", 3, "lines up with no line above"),
        ("  One\nTwo", 2, "lines up with no line above"),
        ("One\n\n  Two\n    Three", 4, "too far in"),
        ("One\n  -", 2, "no words"),
        ("One\n" + "x" * 11, 2, "11 letters; 10 fit"),
        ("1\n2\n3\n4\n5", 5, "only 4 lines fit"),
    ],
)
def test_a_line_that_can_not_be_read_is_named(text, line, words):
    with pytest.raises(OutlineError, match=words) as refusal:
        parse(text, deepest=1, longest=10, most=4)
    assert refusal.value.line == line
    assert str(refusal.value).startswith(f"Line {line}: ")
