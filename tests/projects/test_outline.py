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
        # from a word processor: bullets, and numbers
        "•\tPeople\no\tFew peers\n▪\tNo budget\no\tNo cover\n•\tPlace",
        "\uf0b7\tPeople\no\tFew peers\n\uf0a7\tNo budget\no\tNo cover\n\uf0b7\tPlace",
        "1.\tPeople\na.\tFew peers\ni.\tNo budget\nb.\tNo cover\n2.\tPlace",
        "1) People\n   - Few peers\n     - No budget\n   - No cover\n2) Place",
        "1.\tPeople\n1.1.\tFew peers\n1.1.1.\tNo budget\n1.2.\tNo cover\n2.\tPlace",
        "People\n1. Few peers\n   - No budget\n2. No cover\nPlace",
        # from a spreadsheet: a column for each level, its cells repeated or left empty
        "People\tFew peers\tNo budget\n\tNo cover\nPlace",
        "People\tFew peers\tNo budget\nPeople\tNo cover\t\nPlace\t\t",
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


@pytest.mark.parametrize(
    "words", ["2 nurses are off sick", "1.5 hours go by", "o’clock", "a test", "3.5.", "§12 of it"]
)
def test_words_that_only_look_like_a_mark_stay(words):
    assert shape(words) == [(0, words)]


def test_a_row_of_cells_only_repeats_what_stands_right_above_it():
    assert shape("Nurse\tAsks\nNurse\tAsks\nPeer\tAsks\nNurse\tRings") == [
        (0, "Nurse"),
        (1, "Asks"),
        (1, "Asks"),
        (0, "Peer"),
        (1, "Asks"),
        (0, "Nurse"),
        (1, "Rings"),
    ]


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
        ("One\tTwo\nThree\t27", 2, "“27” stands in a column"),
        ("One\n" + "x" * 11, 2, "11 letters; 10 fit"),
        ("1\n2\n3\n4\n5", 5, "only 4 lines fit"),
    ],
)
def test_a_line_that_can_not_be_read_is_named(text, line, words):
    with pytest.raises(OutlineError, match=words) as refusal:
        parse(text, deepest=1, longest=10, most=4)
    assert refusal.value.line == line
    assert str(refusal.value).startswith(f"Line {line}: ")
