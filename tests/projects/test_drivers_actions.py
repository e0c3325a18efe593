"""The driver diagram's writes: levels without loops, order, ideas, copies, the programme's outline."""

import pytest

from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.models import AuditEvent
from measures.actions import driver_links
from projects.actions import driver_lines as lines
from projects.actions import drivers
from projects.models import ChangeIdea, Driver, DriverLink
from projects.outline import OutlineError
from tests.factories import ChangeIdeaFactory, MeasureFactory, ProjectFactory, UserFactory


@pytest.fixture
def by(db):
    return UserFactory()


@pytest.fixture
def add(project, by):
    def add(title, level="primary", *, parents=None, **fields):
        values = {"level": level, "title": title}
        return drivers.add_driver(project=project, values=values, parents=parents, by=by, **fields)

    return add


def edges(project):
    """Lines as (parent, child, strength); the aim is None."""
    return {
        (link.parent and link.parent.title, (link.driver or link.idea).title, link.strength)
        for link in lines.current_links(project)
    }


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


# --- drivers ---------------------------------------------------------------------------------------------


def test_a_primary_driver_hangs_on_the_aim(project, add):
    add("Trust")
    assert edges(project) == {(None, "Trust", "strong")}
    assert events() == ["driver_added", "driver_linked"]


def test_a_secondary_driver_hangs_on_several_parents_or_on_none_yet(project, add):
    trust, time = add("Trust"), add("Time")
    add("Peers", "secondary", parents=[trust, time], strength="weak")
    add("Loose", "secondary")
    assert edges(project) == {
        (None, "Trust", "strong"),
        (None, "Time", "strong"),
        ("Trust", "Peers", "weak"),
        ("Time", "Peers", "weak"),
    }


def test_a_title_is_used_once_whatever_its_capitals(add):
    add("Trust")
    with pytest.raises(Refused, match="already") as refused:
        add("TRUST", "secondary")
    assert refused.value.field == "title"


def test_a_title_of_a_withdrawn_driver_is_free_again(add, by):
    drivers.withdraw_driver(driver=add("Trust"), why="Twice", by=by)
    assert add("Trust").pk


def test_an_edit_keeps_the_level_and_notices_a_newer_one(add, by):
    driver = add("Trust")
    edited = drivers.edit_driver(
        driver=driver, values={"title": "Safety", "level": "secondary"}, version=1, by=by
    )
    assert (edited.title, edited.level, edited.version) == ("Safety", "primary", 2)
    with pytest.raises(StaleVersion):
        drivers.edit_driver(driver=driver, values={"title": "Calm"}, version=1, by=by)


def test_a_primary_driver_becomes_secondary_with_its_ideas(project, add, by):
    trust, time = add("Trust"), add("Time")
    lines.link(project=project, parent=trust, child=ChangeIdeaFactory(project=project, title="Tea"), by=by)
    changed = lines.change_level(driver=trust, level="secondary", parent=time, version=1, by=by)
    assert (changed.level, changed.version) == ("secondary", 2)
    assert edges(project) == {
        (None, "Time", "strong"),
        ("Time", "Trust", "strong"),
        ("Trust", "Tea", "strong"),
    }
    with pytest.raises(StaleVersion):
        lines.change_level(driver=trust, level="primary", version=1, by=by)


def test_a_secondary_driver_becomes_primary_and_hangs_on_the_aim_alone(project, add, by):
    trust, time = add("Trust"), add("Time")
    peers = add("Peers", "secondary", parents=[trust, time])
    lines.change_level(driver=peers, level="primary", version=1, by=by)
    assert edges(project) == {(None, name, "strong") for name in ("Trust", "Time", "Peers")}


def test_a_primary_driver_stays_one_while_drivers_hang_on_it(project, add, by):
    trust = add("Trust")
    add("Peers", "secondary", parents=[trust])
    before = edges(project)
    with pytest.raises(Refused, match="“Peers” hangs on it"):
        lines.change_level(driver=trust, level="secondary", version=1, by=by)
    assert edges(project) == before


def test_an_edit_to_a_title_in_use_is_refused(add, by):
    add("Trust")
    with pytest.raises(Refused, match="already"):
        drivers.edit_driver(driver=add("Time"), values={"title": "trust"}, version=1, by=by)


def test_withdrawing_takes_the_lines_and_leaves_what_hung_on_it(project, add, by):
    trust = add("Trust")
    peers = add("Peers", "secondary", parents=[trust])
    drivers.withdraw_driver(driver=trust, why="Not the point", by=by)
    assert edges(project) == set()
    assert not DriverLink.objects.current().exists()
    assert list(project.drivers.current()) == [peers]


def test_a_withdrawn_driver_is_not_changed_or_linked(project, add, by):
    trust = add("Trust")
    peers = add("Peers", "secondary")
    drivers.withdraw_driver(driver=trust, why="Twice", by=by)
    with pytest.raises(Refused, match="withdrawn"):
        drivers.edit_driver(driver=trust, values={"title": "Calm"}, version=None, by=by)
    with pytest.raises(Refused, match="withdrawn"):
        lines.link(project=project, parent=trust, child=peers, by=by)


# --- order -----------------------------------------------------------------------------------------------


def order_of(project, level):
    return [row.title for row in project.drivers.current().filter(level=level)]


def test_a_driver_moves_among_its_level(project, add, by):
    for title in ("One", "Two", "Three"):
        add(title)
    assert lines.move(row=project.drivers.get(title="Three"), way="up", by=by)
    assert order_of(project, "primary") == ["One", "Three", "Two"]
    assert not lines.move(row=project.drivers.get(title="One"), way="up", by=by)
    assert events()[-1] == "driver_moved"


def test_a_secondary_driver_moves_among_those_listed_with_it(project, add, by):
    one, two = add("One"), add("Two")
    # Added crosswise: the outline lists a, c under One and b under Two.
    a, b, c = (
        add(title, "secondary", parents=[parent]) for title, parent in (("a", one), ("b", two), ("c", one))
    )
    assert not lines.move(row=b, way="up", by=by)
    assert not lines.move(row=c, way="down", by=by)
    assert lines.move(row=c, way="up", by=by)
    listed = lines.outline_order(project.drivers.current(), lines.current_links(project))
    assert [(row.title, home) for row, home in listed] == [("c", one.pk), ("a", one.pk), ("b", two.pk)]
    assert a.title == "a"


def ideas_of(project):
    places = lines.idea_places(
        project.drivers.current(), lines.current_links(project), project.change_ideas.current()
    )
    return [(idea.title, home) for idea, home in places]


def test_an_idea_moves_among_those_of_its_driver(project, add, by):
    one, two = add("One"), add("Two")
    _a, b, c = (
        drivers.add_idea_here(project=project, title=title, parent=parent, by=by)
        for title, parent in (("a", one), ("b", two), ("c", one))
    )
    loose = ChangeIdeaFactory(project=project, title="loose")
    assert ideas_of(project) == [("a", one.pk), ("c", one.pk), ("b", two.pk), ("loose", None)]
    assert not lines.move(row=b, way="up", by=by)
    assert not lines.move(row=c, way="down", by=by)
    assert not lines.move(row=loose, way="up", by=by)
    assert lines.move(row=c, way="up", by=by)
    assert ideas_of(project) == [("c", one.pk), ("a", one.pk), ("b", two.pk), ("loose", None)]
    assert events()[-1] == "idea_moved"
    # What comes later is the last.
    drivers.add_idea_here(project=project, title="d", parent=one, by=by)
    assert [title for title, _ in ideas_of(project)] == ["c", "a", "d", "b", "loose"]


def test_ideas_from_before_they_had_an_order_keep_the_one_in_which_they_were_written(project, add, by):
    one = add("One")
    for title in ("x", "m", "a"):
        lines.link(project=project, parent=one, child=ChangeIdeaFactory(project=project, title=title), by=by)
    assert [title for title, _ in ideas_of(project)] == ["x", "m", "a"]
    lines.move(row=project.change_ideas.get(title="a"), way="up", by=by)
    assert [title for title, _ in ideas_of(project)] == ["x", "a", "m"]


def test_an_idea_stands_under_its_strong_parent_and_a_primarys_own_come_last(project, add, by):
    one, two = add("One"), add("Two")
    low = add("Low", "secondary", parents=[one])
    for title, parents in (
        ("own", {one: "strong"}),
        ("both", {one: "weak", two: "strong"}),
        ("below", {low: "weak", one: "weak"}),
    ):
        idea = ChangeIdeaFactory(project=project, title=title)
        for parent, strength in parents.items():
            lines.link(project=project, parent=parent, child=idea, strength=strength, by=by)
    assert ideas_of(project) == [("below", low.pk), ("own", one.pk), ("both", two.pk)]


def test_a_secondary_driver_stands_under_its_strong_parent(project, add, by):
    one, two = add("One"), add("Two")
    child = add("a", "secondary", parents=[one], strength="weak")
    lines.link(project=project, parent=two, child=child, by=by)
    listed = lines.outline_order(project.drivers.current(), lines.current_links(project))
    assert listed == [(child, two.pk)]


# --- lines -----------------------------------------------------------------------------------------------


def test_levels_refuse_every_loop(project, add, by):
    one, two = add("One"), add("Two")
    child, other = add("a", "secondary", parents=[one]), add("b", "secondary", parents=[one])
    idea = ChangeIdeaFactory(project=project)
    for parent, row, words in (
        (one, one, "itself"),
        (child, child, "itself"),
        (two, one, "loop"),
        (child, one, "loop"),
        (other, child, "secondary driver too"),
        (None, child, "not on the aim"),
        (None, idea, "not on the aim"),
    ):
        before = edges(project)
        with pytest.raises(Refused, match=words):
            lines.link(project=project, parent=parent, child=row, by=by)
        assert edges(project) == before


def test_lines_stay_inside_the_project(project, other_project, add, by):
    elsewhere = drivers.add_driver(project=other_project, values={"level": "primary", "title": "X"}, by=by)
    child = add("a", "secondary")
    with pytest.raises(Refused, match="this project"):
        lines.link(project=project, parent=elsewhere, child=child, by=by)
    with pytest.raises(Refused, match="this project"):
        lines.link(project=project, parent=add("One"), child=ChangeIdeaFactory(), by=by)


def test_linking_again_changes_the_strength(project, add, by):
    one = add("One")
    child = add("a", "secondary", parents=[one])
    lines.link(project=project, parent=one, child=child, strength="weak", by=by)
    assert ("One", "a", "weak") in edges(project)
    assert DriverLink.objects.count() == 2
    assert events()[-1] == "driver_link_changed"


def test_a_line_to_the_aim_stays(project, add, by):
    line = lines.current_links(project).get(driver=add("One"))
    with pytest.raises(Refused, match="Withdraw the driver"):
        lines.unlink(line=line, by=by)


def test_a_line_taken_off_can_be_drawn_again(project, add, by):
    one = add("One")
    child = add("a", "secondary", parents=[one])
    lines.unlink(line=lines.current_links(project).get(driver=child), by=by)
    assert lines.links_of(child) == {}
    lines.link(project=project, parent=one, child=child, by=by)
    assert lines.links_of(child) == {one.pk: "strong"}


def test_all_links_of_a_driver_are_set_at_once(project, add, by):
    one, two, three = add("One"), add("Two"), add("Three")
    child = add("a", "secondary", parents=[one, two])
    wanted = {one.pk: "", two.pk: "weak", three.pk: "strong"}
    lines.set_links(child=child, strengths=wanted, seen={one.pk: "strong", two.pk: "strong"}, by=by)
    assert lines.links_of(child) == {two.pk: "weak", three.pk: "strong"}


def test_links_somebody_changed_meanwhile_are_not_overwritten(add, by):
    one, two = add("One"), add("Two")
    child = add("a", "secondary", parents=[one])
    with pytest.raises(StaleVersion):
        lines.set_links(child=child, strengths={two.pk: "strong"}, seen={}, by=by)
    assert lines.links_of(child) == {one.pk: "strong"}


def test_a_driver_gone_meanwhile_is_refused(add, by, other_project):
    child = add("a", "secondary")
    with pytest.raises(Refused, match="withdrawn"):
        lines.set_links(child=child, strengths={999_999: "strong"}, by=by)


# --- ideas and measures ----------------------------------------------------------------------------------


def test_an_idea_hangs_on_drivers_of_either_level(project, add, by):
    one = add("One")
    child = add("a", "secondary", parents=[one])
    idea = drivers.add_idea_here(project=project, parent=child, title="Tea table", by=by)
    drivers.add_idea_here(project=project, parent=one, idea=idea, strength="weak", by=by)
    assert lines.links_of(idea) == {child.pk: "strong", one.pk: "weak"}
    assert drivers.add_idea_here(project=project, parent=None, title="Loose", by=by).driver_links.count() == 0


def test_an_idea_on_the_list_is_not_added_twice_through_a_driver(project, add, by):
    ChangeIdeaFactory(project=project, title="Tea table")
    with pytest.raises(Refused, match="already"):
        drivers.add_idea_here(project=project, parent=add("One"), title="tea table", by=by)


def test_measures_are_set_with_the_driver_and_count_as_an_edit(project, add, by):
    driver, measure = add("One"), MeasureFactory(project=project)
    edited = driver_links.edit_driver(driver=driver, measures=[measure], values={}, version=1, by=by)
    assert edited.version == 2
    assert driver_links.linked_names(driver) == [measure.name]
    event = AuditEvent.objects.latest("pk")
    assert (event.event, event.changes) == ("driver_edited", {"measures": [[], [measure.pk]]})
    with pytest.raises(StaleVersion):
        driver_links.edit_driver(driver=driver, measures=[], values={}, version=1, by=by)
    assert driver_links.linked_ids(driver) == [measure.pk]


def test_a_measure_of_another_project_is_never_linked(add, by):
    with pytest.raises(ValueError, match="own project"):
        driver_links.set_driver_measures(driver=add("One"), measures=[MeasureFactory()], by=by)


# --- copies ----------------------------------------------------------------------------------------------


@pytest.fixture
def source(other_project, by):
    """Trust and Time, Peers under both (weakly under Time), the tea table under Peers; a measure on Trust."""
    trust, time = (
        drivers.add_driver(
            project=other_project, values={"level": "primary", "title": title, "note": "They said so"}, by=by
        )
        for title in ("Trust", "Time")
    )
    peers = drivers.add_driver(
        project=other_project, values={"level": "secondary", "title": "Peers"}, parents=[trust], by=by
    )
    lines.link(project=other_project, parent=time, child=peers, strength="weak", by=by)
    idea = ChangeIdeaFactory(project=other_project, title="Tea table", theory="Time to talk")
    lines.link(project=other_project, parent=peers, child=idea, by=by)
    ChangeIdeaFactory(project=other_project, title="Not in the diagram")
    driver_links.set_driver_measures(driver=trust, measures=[MeasureFactory(project=other_project)], by=by)
    return other_project


def test_a_copy_brings_drivers_and_lines_without_ideas_or_measures(project, source, by):
    added = drivers.copy_from(project=project, source=source, by=by)
    assert added == (3, 2, 0)
    assert edges(project) == {edge for edge in edges(source) if edge[1] != "Tea table"}
    assert project.drivers.get(title="Trust").note == "They said so"
    assert not project.change_ideas.exists()
    assert not Driver.objects.filter(project=project, measure_links__isnull=False).exists()


def test_a_copy_with_ideas_credits_them(project, source, by):
    drivers.copy_from(project=project, source=source, with_ideas=True, by=by)
    idea = project.change_ideas.get()
    assert (idea.title, idea.theory, idea.source) == ("Tea table", "Time to talk", "other_project")
    assert idea.from_idea == source.change_ideas.get(title="Tea table")
    assert edges(project) == edges(source)


def test_a_copy_adds_only_what_is_missing(project, source, add, by):
    trust = add("trust")
    ChangeIdeaFactory(project=project, title="Tea Table")
    missing = drivers.missing_from(project=project, source=source, with_ideas=True)
    assert [row.title for row in missing.primaries + missing.secondaries] == ["Time", "Peers"]
    assert (missing.ideas, missing.there) == ([], 1)
    added = drivers.copy_from(project=project, source=source, with_ideas=True, by=by)
    assert added == (2, 3, 0)
    assert ("trust", "Peers", "strong") in edges(project)
    assert project.drivers.current().filter(title__iexact="trust").get() == trust
    with pytest.raises(Refused, match="Nothing is missing"):
        drivers.copy_from(project=project, source=source, with_ideas=True, by=by)


def test_a_driver_of_another_level_here_never_makes_a_wrong_line(project, source, add, by):
    add("Peers")  # a primary driver here, a secondary there
    drivers.copy_from(project=project, source=source, by=by)
    assert (None, "Peers", "strong") in edges(project)
    assert not {edge for edge in edges(project) if edge[1] == "Peers" and edge[0]}


def test_a_diagram_is_not_copied_onto_itself(source, by):
    with pytest.raises(Refused, match="its own"):
        drivers.copy_from(project=source, source=source, by=by)


# --- the programme's outline -----------------------------------------------------------------------------

OUTLINE = """Trust
  Peers
    Tea table
Time
  Peers
    tea table
    Evenings
"""


def test_an_outline_becomes_a_graph(project, by):
    assert drivers.start_from_outline(project=project, text=OUTLINE, by=by) == (3, 4, 2)
    assert {(parent, child) for parent, child, _ in edges(project)} == {
        (None, "Trust"),
        (None, "Time"),
        ("Trust", "Peers"),
        ("Time", "Peers"),
        ("Peers", "Tea table"),
        ("Peers", "Evenings"),
    }
    assert ChangeIdea.objects.count() == 2


def test_a_project_with_drivers_does_not_start_again(project, add, by):
    add("Trust")
    with pytest.raises(Refused, match="already"):
        drivers.start_from_outline(project=project, text=OUTLINE, by=by)


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_outline_starts_nothing(project, by, text):
    with pytest.raises(Refused, match="no driver"):
        drivers.start_from_outline(project=project, text=text, by=by)


@pytest.mark.parametrize(
    "text, line, words",
    [
        ("A\n  B\n    C\n      D", 4, "too far in"),
        (f"A\n  {'b' * 121}", 2, "at most 120"),
        (f"A\n  B\n    {'c' * 161}", 3, "160"),
        ("A\n  B\nB", 3, "another level"),
    ],
)
def test_an_outline_that_cannot_be_read_names_its_line(project, by, text, line, words):
    with pytest.raises(OutlineError, match=words) as error:
        drivers.read_outline(text)
    assert error.value.line == line
    with pytest.raises(Refused, match=f"Line {line}"):
        drivers.start_from_outline(project=project, text=text, by=by)
    assert not project.drivers.exists()


def test_an_idea_of_the_project_is_found_again_by_the_outline(programme, by):
    project = ProjectFactory(programme=programme)
    own = ChangeIdeaFactory(project=project, title="Tea table")
    drivers.start_from_outline(project=project, text=OUTLINE, by=by)
    assert project.change_ideas.filter(title__iexact="tea table").get() == own
