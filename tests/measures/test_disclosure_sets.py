"""Parts of a total, protected together: published example, hand-made cases, and an attacker who knows the rules."""

from decimal import Decimal
from functools import cache
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.disclosure import (
    LINKED,
    SMALL,
    TOO_FEW_PEOPLE,
    Figures,
    PartSet,
    Policy,
    overlapping,
    protect,
    protect_sets,
)

FIVE = Policy(5)


def counts(*parts, total=None, exclusive=True, hide_below=5, about_people=True, withdrawn=()):
    """What each part of a count and the rest say: a number, or the reason. None: nobody said."""
    total = sum(part or 0 for part in parts) if total is None else total
    whole = Figures(value=Decimal(total))
    policy = Policy(hide_below)
    one = PartSet(
        names=tuple(f"part {letter}" for letter in "abcdefgh"[: len(parts)]),
        parts=tuple(None if part is None else Figures(value=Decimal(part)) for part in parts),
        exclusive=exclusive,
        withdrawn=frozenset(withdrawn),
    )
    hidden = about_people and protect("count", policy, value=whole.value).value.reason is not None
    (made,) = protect_sets(
        "count", policy, total=whole, total_hidden=hidden, sets=[one], about_people=about_people
    )
    return [*map(said, made.parts)], said(made.rest)


def said(part):
    if part is None:
        return None
    return part.value.reason or part.value.number


def pairs(*parts, total, kind="proportion", exclusive=True, hide_below=5, withdrawn=()):
    """The same for parts of (numerator, denominator)."""
    policy = Policy(hide_below)
    whole = Figures(numerator=Decimal(total[0]), denominator=Decimal(total[1]))
    one = PartSet(
        names=tuple(f"part {letter}" for letter in "abcdefgh"[: len(parts)]),
        parts=tuple(Figures(numerator=Decimal(a), denominator=Decimal(b)) for a, b in parts),
        exclusive=exclusive,
        withdrawn=frozenset(withdrawn),
    )
    shown = protect(kind, policy, numerator=whole.numerator, denominator=whole.denominator)
    (made,) = protect_sets(kind, policy, total=whole, total_hidden=shown.value.reason is not None, sets=[one])
    return made


def figures_said(made):
    """Everything a reader sees of each part, the rest last."""
    return tuple(
        None if part is None else (part.value.reason, part.numerator.number, part.denominator.number)
        for part in (*made.parts, made.rest)
    )


# --- by hand ---------------------------------------------------------------------------------------------


def test_the_published_example_hides_two_cells():
    assert counts(3, 12, 40, total=55) == ([SMALL, LINKED, 40], 0)


def test_nothing_small_hides_nothing():
    assert counts(0, 12, 40, total=60) == ([0, 12, 40], 8)


def test_a_small_rest_is_a_small_part():
    assert counts(20, 12, 40, total=75) == ([20, 12, LINKED], SMALL)


def test_a_part_nobody_stated_stays_so():
    assert counts(30, None, 20, total=60) == ([30, None, 20], 10)
    assert counts(None, None, total=60) == ([None, None], None)


def test_two_small_parts_that_add_up_to_2_are_not_given_away():
    assert counts(1, 1, 20) == ([SMALL, SMALL, LINKED], 0)


def test_small_parts_of_a_small_whole_do_not_even_say_which_is_small():
    assert counts(1, 5) == ([LINKED, LINKED], LINKED)
    assert counts(3, 3, 0) == ([LINKED] * 3, LINKED)


def test_a_partner_too_small_to_hide_behind_takes_another_with_it():
    assert counts(1, 0, 30, 9) == ([SMALL, LINKED, LINKED, 9], 0)


def test_a_hidden_total_hides_every_part_and_its_noughts():
    assert counts(3, 0) == ([LINKED, LINKED], LINKED)


def test_a_total_of_nobody_shows_its_noughts():
    assert counts(0, 0) == ([0, 0], 0)


def test_parts_larger_than_their_total_are_all_hidden():
    assert counts(30, 40, total=60) == ([LINKED, LINKED], LINKED)


def test_parts_that_may_overlap_are_hidden_when_they_or_those_outside_them_are_few():
    assert counts(3, 38, 20, 40, 0, total=40, exclusive=False) == ([SMALL, LINKED, 20, 40, 0], None)


def test_figures_that_are_not_about_people_are_shown():
    assert counts(1, 2, total=4, about_people=False) == ([1, 2], 1)


def test_a_hidden_share_shows_none_of_its_figures_and_not_which_is_small():
    made = pairs((19, 20), (30, 60), (10, 20), total=(59, 100))
    assert figures_said(made) == (
        (TOO_FEW_PEOPLE, None, None),
        (LINKED, None, None),
        (None, 10, 20),
        (None, 0, 0),
    )
    assert made.parts[0].numerator.reason == made.parts[0].denominator.reason == LINKED


def test_a_part_of_nobody_has_no_result_but_its_noughts():
    made = pairs((0, 0), (30, 60), total=(30, 60))
    assert made.parts[0].value.number is made.parts[0].value.reason is None
    assert figures_said(made)[0] == (None, 0, 0)


def test_another_kind_is_refused():
    with pytest.raises(ValueError, match="No rule"):
        protect_sets(
            "continuous",
            FIVE,
            total=Figures(value=Decimal(3), numerator=Decimal(1), denominator=Decimal(1)),
            total_hidden=False,
            sets=[PartSet(("a",), (Figures(numerator=Decimal(1), denominator=Decimal(1)),))],
        )


# --- parts taken out -------------------------------------------------------------------------------------


def test_a_part_taken_out_is_folded_into_the_rest_after_all_are_protected():
    assert counts(10, 12, 40, total=70, withdrawn=[0]) == ([None, 12, 40], 18)
    assert counts(3, 12, 40, total=70, withdrawn=[0]) == ([None, LINKED, 40], LINKED)
    assert counts(30, 12, 3, total=45, withdrawn=[0]) == ([None, 12, SMALL], LINKED)
    assert counts(12, 3, 40, 9, total=64, withdrawn=[0, 3]) == ([None, SMALL, LINKED, None], 21)
    assert counts(1, 2, about_people=False, total=4, withdrawn=[1]) == ([1, None], 3)


def test_a_part_taken_out_without_a_figure_changes_nothing():
    assert counts(None, 12, 3, total=60, withdrawn=[0]) == counts(None, 12, 3, total=60)
    assert counts(3, None, None, total=60, withdrawn=[0]) == ([None] * 3, None)


def test_parts_that_may_overlap_are_taken_out_without_a_rest():
    assert counts(3, 38, 20, total=40, exclusive=False, withdrawn=[0]) == ([None, LINKED, 20], None)


def test_shares_taken_out_are_added_to_the_rest():
    made = pairs((10, 20), (30, 60), (10, 20), total=(60, 120), withdrawn=[0, 2])
    assert figures_said(made) == (None, (None, 30, 60), None, (None, 30, 60))
    made = pairs((19, 20), (30, 60), (10, 20), total=(59, 100), withdrawn=[0])
    assert figures_said(made) == (None, (LINKED, None, None), (None, 10, 20), (LINKED, None, None))


# --- two breakdowns of one total -------------------------------------------------------------------------


def two(first, second, names=(("Men", "Women"), ("men ", "Others")), total=60):
    made = protect_sets(
        "count",
        FIVE,
        total=Figures(value=Decimal(total)),
        total_hidden=False,
        sets=[
            PartSet(own, tuple(Figures(value=Decimal(p)) for p in parts))
            for own, parts in zip(names, (first, second), strict=True)
        ],
    )
    return [[*map(said, one.parts), said(one.rest)] for one in made]


def test_of_two_breakdowns_that_share_a_part_only_the_first_is_shown_where_either_hides():
    assert two((30, 30), (30, 30)) == [[30, 30, 0], [30, 30, 0]]
    assert two((30, 27), (30, 30)) == [[30, LINKED, SMALL], [LINKED] * 3]
    assert two((30, 30), (30, 28)) == [[30, 30, 0], [LINKED] * 3]


def test_breakdowns_that_share_no_part_are_protected_by_themselves():
    names = (("Men", "Women"), ("Young", "Old"))
    assert two((30, 30), (30, 28), names) == [[30, 30, 0], [30, LINKED, SMALL]]


def test_shared_parts_join_breakdowns_whatever_their_capitals_and_spaces():
    assert overlapping([["Men", "Women"], ["Young"], [" men"], ["young ", "Men"]]) == [[0, 1, 2, 3]]
    assert overlapping([["A"], ["B"], ["c", "C "]]) == []


# --- an attacker -----------------------------------------------------------------------------------------


@cache
def tables_alike(total, places, exclusive, hide_below):
    """What is said → every table of `places` parts (the rest worked out) of this total that says exactly it."""
    found = {}
    for parts in product(range(total + 1), repeat=places):
        if exclusive and sum(parts) > total:
            continue
        told = counts(*parts, total=total, exclusive=exclusive, hide_below=hide_below)
        found.setdefault((tuple(told[0]), told[1]), []).append((*parts, total - sum(parts)))
    return found


@pytest.mark.parametrize("hide_below", [2, 3, 4, 5])
@pytest.mark.parametrize("places, largest", [(1, 30), (2, 30), (3, 22)])
def test_nobody_who_knows_total_rules_and_reasons_learns_more_of_a_small_part_than_its_words(
    places, largest, hide_below
):
    """Every total and every table there is, up to a size: the whole truth, not a sample."""
    small_below = max(hide_below, 3)
    for total in range(hide_below, largest + 1):
        for told, tables in tables_alike(total, places, True, hide_below).items():
            said_of = (*told[0], told[1])
            hidden = [i for i, words in enumerate(said_of) if words in (SMALL, LINKED)]
            if not hidden:
                continue
            possible = {i: {table[i] for table in tables} for i in hidden}
            assert all(len(values) > 1 for values in possible.values()), (total, told, possible)
            small = [i for i in hidden if said_of[i] == SMALL]
            everything = set(product(range(1, small_below), repeat=len(small)))
            assert {tuple(table[i] for i in small) for table in tables} == everything, (total, told)
            if not small and hide_below >= 3:
                most = min(small_below - 1, total)
                for i in hidden:
                    assert possible[i] >= set(range(1, most + 1)), (total, told, possible)


def some_of(places):
    """Every choice of parts that may be taken out: at least one, not all."""
    return [chosen for size in range(1, places) for chosen in combinations(range(places), size)]


@pytest.mark.parametrize("hide_below", [3, 4, 5])
@pytest.mark.parametrize("places, largest", [(2, 24), (3, 14)])
def test_whoever_kept_the_page_from_before_parts_were_taken_out_learns_nothing(places, largest, hide_below):
    """All tables that read alike before read alike after, whichever parts are taken out; and what stays says what it
    said before."""
    for total in range(hide_below, largest + 1):
        for told, tables in tables_alike(total, places, True, hide_below).items():
            said_before = (*told[0], told[1])
            for chosen in some_of(places):
                after = {
                    (tuple(parts), rest)
                    for parts, rest in (
                        counts(*table[:-1], total=total, hide_below=hide_below, withdrawn=chosen)
                        for table in tables
                    )
                }
                assert len(after) == 1, (total, told, chosen, after)
                ((parts, rest),) = after
                assert parts == tuple(None if i in chosen else told[0][i] for i in range(places))
                folded = [said_before[i] for i in (*chosen, places)]
                is_hidden = any(words in (SMALL, LINKED) for words in folded)
                assert rest == (LINKED if is_hidden else sum(folded)), (total, told, chosen)


@pytest.mark.parametrize("hide_below", [2, 3, 5])
@pytest.mark.parametrize("total", [5, 6, 8, 9, 12, 20])
def test_parts_that_may_overlap_keep_two_values_and_a_small_one_keeps_all(total, hide_below):
    for told, tables in tables_alike(total, 1, False, hide_below).items():
        values = {table[0] for table in tables}
        if told[0][0] == SMALL:
            assert values == set(range(1, hide_below))
        elif told[0][0] == LINKED:
            assert len(values) > 1
        else:
            assert values == {told[0][0]}


@st.composite
def wide_tables(draw):
    parts = draw(st.lists(st.one_of(st.integers(0, 7), st.integers(0, 60)), min_size=1, max_size=7))
    rest = draw(st.one_of(st.just(0), st.integers(0, 9)))
    return parts, rest, draw(st.sampled_from([3, 5, 8, 10]))


@given(wide_tables())
def test_any_small_values_instead_say_the_same(table):
    """For tables too wide to list all: the one with other small values, which the promise rests on, is built and
    protected, and reads alike."""
    parts, rest, hide_below = table
    total = sum(parts) + rest
    told, rest_told = counts(*parts, total=total, hide_below=hide_below)
    all_told, cells = [*told, rest_told], [*parts, rest]
    small = [i for i, words in enumerate(all_told) if words == SMALL]
    linked = [i for i, words in enumerate(all_told) if words == LINKED]
    assert all(0 < cells[i] < hide_below for i in small)
    assert all(
        words == cell for words, cell in zip(all_told, cells, strict=True) if words not in (SMALL, LINKED)
    )
    if not small:
        return
    count = len(parts)
    order = [(small[0] + 1 + i) % count for i in range(count)] + [count]
    if small[0] == count:
        order = [*range(count - 1, -1, -1), count]
    last = [i for i in order if i in linked][-1]
    for value in (1, hide_below - 1):
        other = list(cells)
        for i in small:
            other[i] = value
        for i in linked:
            other[i] = 0
        other[last] = total - sum(other)
        assert counts(*other[:-1], total=total, hide_below=hide_below) == (told, rest_told)


@given(wide_tables())
def test_protection_is_a_function_of_the_figures_alone(table):
    parts, rest, hide_below = table
    total = sum(parts) + rest
    first = counts(*parts, total=total, hide_below=hide_below)
    assert first == counts(*parts, total=total, hide_below=hide_below)
    kinds = {words for words in (*first[0], first[1]) if words in (SMALL, LINKED)}
    assert total < hide_below or (SMALL not in kinds or LINKED in kinds)  # a small part is never hidden alone


def shares_alike(total, places, kind, hide_below):
    """As `tables_alike`, for (numerator, denominator) parts: 0 of 0 is an answer, 3 of 0 is not."""
    found = {}
    cells = [
        (a, b)
        for b in range(total[1] + 1)
        for a in range(min(total[0], b if kind == "proportion" else total[0]) + 1)
        if b or not a
    ]
    for parts in product(cells, repeat=places):
        top, bottom = (sum(part[i] for part in parts) for i in (0, 1))
        rest = (total[0] - top, total[1] - bottom)
        if min(rest) < 0 or (kind == "proportion" and rest[0] > rest[1]) or (rest[0] and not rest[1]):
            continue
        told = figures_said(pairs(*parts, total=total, kind=kind, hide_below=hide_below))
        found.setdefault(told, []).append((*parts, rest))
    return found


@pytest.mark.parametrize("kind", ["proportion", "rate"])
@pytest.mark.parametrize(
    "total, places",
    [((12, 24), 1), ((8, 16), 2), ((9, 9), 2), ((0, 14), 2), ((14, 14), 1), ((5, 10), 2), ((11, 15), 2)],
)
@pytest.mark.parametrize("hide_below", [3, 4])
def test_nobody_works_out_the_figures_of_a_hidden_share(kind, total, places, hide_below):
    assert not protect(kind, Policy(hide_below), numerator=total[0], denominator=total[1]).value.reason
    for told, tables in shares_alike(total, places, kind, hide_below).items():
        for i, part in enumerate(told):
            if part[0] is None:
                continue
            tops = {table[i][0] for table in tables}
            bottoms = {table[i][1] for table in tables}
            lefts = {table[i][1] - table[i][0] for table in tables}
            spread = max(len(tops), len(bottoms))
            assert spread > 1, (told, tables)
            if part[0] == TOO_FEW_PEOPLE:
                small = set(range(1, hide_below))
                other = lefts if kind == "proportion" else bottoms
                assert tops >= small or other >= small, (told, i, sorted(tops), sorted(other))


@pytest.mark.parametrize("kind", ["proportion", "rate"])
@pytest.mark.parametrize("total", [(8, 16), (9, 9), (0, 14)])
def test_whoever_kept_the_page_of_shares_learns_nothing_of_those_taken_out(kind, total):
    for told, tables in shares_alike(total, 2, kind, 3).items():
        for chosen in some_of(2):
            after = {
                figures_said(pairs(*table[:-1], total=total, kind=kind, hide_below=3, withdrawn=chosen))
                for table in tables
            }
            assert len(after) == 1, (told, chosen)
            stayed = after.pop()
            assert all(stayed[i] == (None if i in chosen else told[i]) for i in range(2))


@given(wide_tables(), st.data())
def test_taking_parts_out_leaves_what_others_say(table, data):
    parts, rest, hide_below = table
    chosen = data.draw(st.sets(st.integers(0, len(parts) - 1), max_size=len(parts) - 1))
    total = sum(parts) + rest
    told, rest_told = counts(*parts, total=total, hide_below=hide_below)
    after, rest_after = counts(*parts, total=total, hide_below=hide_below, withdrawn=chosen)
    assert after == [None if i in chosen else words for i, words in enumerate(told)]
    if chosen:
        folded = [rest_told, *(told[i] for i in chosen)]
        is_hidden = any(words in (SMALL, LINKED) for words in folded)
        assert rest_after == (LINKED if is_hidden else sum(folded))
