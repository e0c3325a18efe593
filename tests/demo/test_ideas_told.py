"""What the demo tells of change ideas: credited copies, ideas that wait, words that point to nobody."""

from ftc_qi.core.personal_data import found_in, holds_small_number
from ftc_qi.demo.content.ideas import IDEAS, LATER
from measures.models import AimMeasure, Measure
from projects.models import AimStatement, ChangeIdea


def test_every_idea_told_of_is_there(demo):
    for slug, told in IDEAS.items():
        titles = set(ChangeIdea.objects.filter(project__slug=slug).values_list("title", flat=True))
        assert set(told) <= titles


def test_copies_are_credited_to_another_project(demo):
    copies = ChangeIdea.objects.exclude(from_idea=None).select_related("project", "from_idea__project")
    wanted = [more for ideas in IDEAS.values() for more in ideas.values() if more.taken_from]
    wanted += [one for ideas in LATER.values() for one in ideas if one.more.taken_from]
    assert len(copies) == len(wanted)
    assert all(copy.source == "other_project" for copy in copies)
    assert all(copy.project != copy.from_idea.project for copy in copies)
    assert not ChangeIdea.objects.filter(source="other_project", from_idea=None).exists()


def test_aims_name_the_main_outcome_and_a_direction(demo):
    assert not AimStatement.objects.filter(direction="").exists()
    assert AimMeasure.objects.count() == AimStatement.objects.count()
    assert set(AimMeasure.objects.values_list("measure__kind", flat=True)) == {Measure.Kind.OUTCOME}


def test_words_of_ideas_name_nobody_and_hold_no_small_number():
    texts = [
        text for told in IDEAS.values() for more in told.values() for text in (more.evidence, more.co_design)
    ]
    texts += [text for told in LATER.values() for one in told for text in (one.title, one.theory)]
    assert [text for text in texts if found_in(text) or holds_small_number(text, 5)] == []
