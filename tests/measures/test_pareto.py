"""Pareto of counts: the order, the shares, and what is said where a count is hidden."""

import re

import pytest

from measures.charts.pareto import ParetoItem, pareto_chart, pareto_rows, pareto_words

CAUSES = [
    ParetoItem("No interpreter", 12),
    ParetoItem("Wrong address", 40),
    ParetoItem("Closed early", 25),
    ParetoItem("Other", 3),
]
ONE_HIDDEN = [*CAUSES[:3], ParetoItem("Other", None, "fewer than 5")]


def test_from_the_largest_with_shares_that_add_up():
    rows = pareto_rows(CAUSES)
    assert [row.item.label for row in rows] == ["Wrong address", "Closed early", "No interpreter", "Other"]
    assert [row.share for row in rows] == pytest.approx([50, 31.25, 15, 3.75])
    assert [row.together for row in rows] == pytest.approx([50, 81.25, 96.25, 100])


def test_equal_counts_stay_as_given():
    rows = pareto_rows([ParetoItem("B", 2), ParetoItem("A", 2)])
    assert [row.item.label for row in rows] == ["B", "A"]


def test_words_name_the_few_that_make_up_most():
    assert pareto_words(CAUSES) == "The 2 largest of 4 make up 81 in 100: Wrong address and Closed early."
    alone = [ParetoItem("One", 90), ParetoItem("Two", 10)]
    assert pareto_words(alone) == "One makes up 90 in 100 of all."
    alike = [ParetoItem(letter, 10) for letter in "ABCDE"]
    assert "none stands out" in pareto_words(alike)


def test_nothing_counted():
    assert pareto_words([]) == pareto_words([ParetoItem("A", 0)]) == "Nothing has been counted yet."
    assert pareto_rows([ParetoItem("A", 0)])[0].share is None
    assert "<svg" in pareto_chart([])


def test_a_hidden_count_takes_the_shares_with_it():
    """With the whole known, the hidden one could be worked out."""
    rows = pareto_rows(ONE_HIDDEN)
    assert [row.share for row in rows] == [None] * 4
    assert [row.text for row in rows] == ["40", "25", "12", "fewer than 5"]
    words = pareto_words(ONE_HIDDEN)
    assert "One count is hidden to protect people" in words
    assert "in 100" not in words
    for phone in (False, True):
        drawn = pareto_chart(ONE_HIDDEN, phone=phone)
        assert "hidden" in drawn
        assert "%" not in drawn


def test_a_cause_has_a_count_or_a_reason():
    for wrong in ((None, ""), (3, "fewer than 5"), (-1, "")):
        with pytest.raises(ValueError, match="count"):
            ParetoItem("A", *wrong)


@pytest.mark.parametrize("phone", [False, True])
def test_bars_are_as_long_as_their_share_on_the_one_axis(phone):
    drawn = pareto_chart(CAUSES, phone=phone)
    assert "style=" not in drawn
    bars = [float(w) for w in re.findall(r'<rect [^>]*width="([\d.]+)"[^>]*class="c-com"', drawn)]
    assert len(bars) == 4
    assert [bar / bars[0] for bar in bars] == pytest.approx([1, 25 / 40, 12 / 40, 3 / 40], abs=0.01)
    steps = re.search(r'<path d="(M[^"]+)"[^>]*class="c-centre"', drawn).group(1)
    left = float(re.search(r'<rect x="([\d.]+)"[^>]*class="c-com"', drawn).group(1))
    # A step down the rows; on a phone a mark on each but the first, which its own bar shows.
    ends = [float(x) - left for x in re.findall(r"M([\d.]+)" if phone else r"H([\d.]+)", steps)]
    shares = (81.25, 96.25, 100) if phone else (50, 81.25, 96.25, 100)
    assert ends == pytest.approx([bars[0] * share / 50 for share in shares], abs=0.5)


def test_labels_are_escaped():
    assert "<b>" not in pareto_chart([ParetoItem("<b>", 3)])
