"""A hidden number leaves no trace: change it within what is hidden, and not one byte of any page that others may
read changes (DECISIONS 24). Every page, file and picture that can be reached by links is read."""

import datetime
import html
import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from ftc_qi.pages.aim_words import unit_of
from measures import faces
from measures.models import (
    Annotation,
    Breakdown,
    CategoryPoint,
    DataPoint,
    Event,
    Exclusion,
    Measure,
    Phase,
    SharedMeasure,
)
from measures.spc.charts import CHARTS
from measures.summaries import rebuild_summaries
from projects.models import AimStatement, Cause, ObservationFile, PDSACycle, Project
from tests.factories import (
    AimStatementFactory,
    BreakdownFactory,
    ChangeIdeaFactory,
    MeasureFactory,
    PDSACycleFactory,
    ProjectFactory,
    monthly_points,
)
from tests.method_world import link_aim, write_cause_counts, write_method

RECORDED_AT = datetime.datetime(2026, 2, 1, 12, tzinfo=datetime.UTC)
MONTHS = [datetime.date(2024 + i // 12, i % 12 + 1, 1) for i in range(24)]

# Month by month, before and after: what is hidden differs, what is shown does not.
COUNTS = (
    [20, 3, 18, 4, 0, 17, 2, 19, 22, 1, 16, 18, 21, 4, 25, 26, 27, 28, 29, 2, 30, 31, 33, 3],
    [20, 1, 18, 2, 0, 17, 4, 19, 22, 3, 16, 18, 21, 1, 25, 26, 27, 28, 29, 4, 30, 31, 33, 2],
)
SMALL_COUNTS = ([1, 2, 3, 4] * 6, [4, 3, 2, 1] * 6)
PARTS = (
    [(10, 30), (3, 40), (38, 40), (12, 31), (2, 3)] + [(10 + i, 40) for i in range(18)] + [(4, 44)],
    [(10, 30), (1, 25), (51, 55), (12, 31), (1, 4)] + [(10 + i, 40) for i in range(18)] + [(1, 90)],
)
RATES = (
    [(3, 400)] + [(30 + i, 1000) for i in range(22)] + [(2, 700)],
    [(4, 900)] + [(30 + i, 1000) for i in range(22)] + [(1, 333)],
)
MEANS = (
    [("5.5", 3), ("7.25", None)] + [("6.5", 20 + i) for i in range(21)] + [("9.75", 4)],
    [("8.125", 1), ("2.5", None)] + [("6.5", 20 + i) for i in range(21)] + [("1.375", 2)],
)
EVENTS = (
    ["2025-01-09", "2025-02-20", "2025-05-05", "2025-07-01", "2025-08-02", "2025-11-30"],
    ["2025-03-31", "2025-04-01", "2025-05-17", "2025-06-30", "2025-09-08", "2025-10-12"],
)
EVENT_PHASE = ("2025-07-01", "2025-09-08")
"""A new line from the day of an event."""
EVENT_NOTE = ("2025-05-05", "2025-06-30")
"""A note put on the chart at an event: its day is the event's."""
GROUPS = {
    "By age": (
        {0: (1, 10, 9), 12: (10, 2, 9), 8: (20, 0, 1), 1: (1, 2, 0), 9: (0, 1, 0), 10: (5, 5, 6)},
        {0: (3, 8, 9), 12: (10, 1, 10), 8: (18, 0, 3), 1: (0, 0, 1), 9: (1, 1, 1), 10: (5, 5, 6)},
    ),
    "By need": (
        {0: (1, 10, 17), 12: (21, 0, 4), 1: (1, 2, 0), 9: (0, 1, 0)},
        {0: (3, 10, 18), 12: (21, 0, 1), 1: (0, 1, 1), 9: (3, 1, 2)},
    ),
    "By place": (
        {5: ((2, 10), (8, 25), (0, 5)), 6: ((11, 20), (0, 20), (0, 0)), 1: ((1, 9), (2, 20), (0, 5))},
        {5: ((1, 20), (3, 10), (6, 10)), 6: ((11, 20), (0, 20), (0, 0)), 1: ((0, 5), (0, 5), (1, 15))},
    ),
}
"""Breakdown → month → figures of three groups: of totals that are shown (what is hidden adds up to the same, as a
reader can work out) and of hidden ones. In "By need" people are in several groups."""
TAKING_PART = (1, 3)
AIM = ((Decimal(2), Decimal(4)), (Decimal(4), Decimal(1)))


@pytest.fixture
def measures(project, cast):
    """One measure of each kind, about people, and one of everything the method keeps."""

    def make(name, **fields):
        return MeasureFactory(project=project, name=name, direction="up", **fields)

    found = {
        "count": make(
            "Offers", kind="outcome", is_primary=True, target=Decimal(40), collect_until=MONTHS[-1]
        ),
        "small": make("Visits", kind="process"),
        "proportion": make("Accepted", kind="process", data_kind="proportion", unit="%"),
        "rate": make("Calls", kind="balancing", data_kind="rate", per=1000),
        "continuous": make("Days to wait", kind="process", data_kind="continuous", unit="days"),
        "events": make("Missed", kind="balancing", data_kind="events", frequency=""),
    }
    idea = ChangeIdeaFactory(project=project)
    cycle = PDSACycleFactory(
        change_idea=idea,
        stage="do",
        started_on=datetime.date(2025, 3, 4),
        prediction_locked_at=timezone.now(),
    )
    for measure in found.values():
        cycle.measure_links.create(measure=measure)
        measure.phases.update(reason="secret reason")
        Annotation.objects.create(measure=measure, on_date=datetime.date(2025, 6, 1), text="Moved")
    Exclusion.objects.create(measure=found["count"], period_start=MONTHS[3], reason="secret closure")
    Phase.objects.create(measure=found["count"], starts_on=MONTHS[12], reason="secret phase")
    Phase.objects.create(measure=found["events"], starts_on=MONTHS[0], reason="secret phase")
    Exclusion.objects.create(measure=found["proportion"], period_start=MONTHS[1], reason="secret closure")
    # Lines that begin at a hidden figure, and that rest on some.
    Phase.objects.create(
        measure=found["proportion"], starts_on=MONTHS[4], baseline_periods=8, reason="secret phase"
    )
    Phase.objects.create(
        measure=found["small"], starts_on=MONTHS[6], baseline_periods=5, reason="secret phase"
    )
    found["count"].adds_over_time = True
    found["count"].save()
    BreakdownFactory(measure=found["count"], name="By age", groups=("Young", "Middle", "Old"))
    BreakdownFactory(
        measure=found["count"], name="By need", groups=("Home", "Work", "Health"), exclusive=False
    )
    BreakdownFactory(measure=found["proportion"], name="By place", groups=("Here", "There", "Elsewhere"))
    share_with_others(found, project)
    link_aim(AimStatementFactory(project=project, unit="people a month", by_when=MONTHS[-1]), found["count"])
    write_method(project, found, cast)
    project.status = "active"
    project.lead_consented_at = project.published_at = timezone.now()
    project.save()
    return found


def share_with_others(measures, project):
    """Each measure as one that two other projects keep as well, for the pages that show many."""
    kept = {
        "count": [20 + i % 3 for i in range(24)],
        "proportion": [(20 + i % 7, 60) for i in range(24)],
        "rate": [(40 + i % 5, 1000) for i in range(24)],
    }
    others = [ProjectFactory(programme=project.programme, slug=f"beside-{letter}") for letter in "ab"]
    for key, measure in measures.items():
        shared = SharedMeasure.objects.create(
            programme=project.programme, name=f"{measure.name} everywhere", data_kind=measure.data_kind
        )
        measure.shared_measure = shared
        measure.save()
        for other in others:
            copy = MeasureFactory(
                project=other,
                name=measure.name,
                data_kind=measure.data_kind,
                frequency=measure.frequency,
                per=measure.per,
                shared_measure=shared,
            )
            monthly_points(copy, kept.get(key, ()))
            rebuild_summaries([copy])


def write(measures, variant):
    """Store one of the two variants of every figure, as if recorded at the same moment."""
    own = {"measure__in": measures.values()}
    CategoryPoint.objects.all().delete()
    DataPoint.objects.filter(**own).delete()
    Exclusion.objects.filter(event__isnull=False).delete()
    Event.objects.all().delete()

    def points(key, rows):
        DataPoint.objects.bulk_create(
            DataPoint(
                measure=measures[key],
                data_kind=measures[key].data_kind,
                period_start=month,
                note="secret note",
                recorded_at=RECORDED_AT,
                **row,
            )
            for month, row in zip(MONTHS, rows, strict=True)
        )

    points("count", [{"value": value} for value in COUNTS[variant]])
    points("small", [{"value": value} for value in SMALL_COUNTS[variant]])
    points("proportion", [{"numerator": a, "denominator": b} for a, b in PARTS[variant]])
    points("rate", [{"numerator": a, "denominator": b} for a, b in RATES[variant]])
    points("continuous", [{"value": Decimal(v), "people": people} for v, people in MEANS[variant]])
    for place, day in enumerate(EVENTS[variant]):
        Event.objects.create(
            measure=measures["events"],
            occurred_on=day,
            sequence=place,
            recorded_at=RECORDED_AT,
            note="secret",
        )
    Exclusion.objects.create(
        measure=measures["events"],
        event=Event.objects.order_by("occurred_on")[variant],
        reason="secret closure",
    )
    Annotation.objects.filter(measure=measures["events"]).update(on_date=EVENT_NOTE[variant])
    for breakdown in Breakdown.objects.all():
        write_groups(breakdown, GROUPS[breakdown.name][variant])
    Phase.objects.filter(measure=measures["events"], starts_on__isnull=False).update(
        starts_on=EVENT_PHASE[variant]
    )
    Project.objects.filter(pk=measures["events"].project_id).update(
        service_users_involved=TAKING_PART[variant]
    )
    low, high = AIM[variant]
    AimStatement.objects.update(from_value=low, to_value=high)
    write_cause_counts(variant)
    rebuild_summaries(Measure.objects.all())


def write_groups(breakdown, months):
    for place, row in months.items():
        point = DataPoint.objects.get(measure=breakdown.measure, period_start=MONTHS[place])
        for category, part in zip(breakdown.categories.all(), row, strict=True):
            figures = (
                {"numerator": part[0], "denominator": part[1]} if isinstance(part, tuple) else {"value": part}
            )
            CategoryPoint.objects.create(point=point, category=category, data_kind=point.data_kind, **figures)


STARTS = (
    "/",
    "/projects/",
    "/projects/?sort=newest",
    "/projects/?sort=outcome",
    *(f"/projects/?outcome={key}" for key in ("improvement", "no_signal", "numbers_too_small", "none")),
    "/community/charts/?format=csv",
    "/community/charts/?sort=name&status=no_signal",
    "/community/matrix/",
    "/community/matrix/?kind=process",
    "/portfolio/",
    "/portfolio/portfolio.csv",
    "/ideas/",
    "/ideas/?tried=yes&sort=wins",
    "/ideas/?q=secret",
    "/projects/?q=secret",
    "/actions/",
    "/advisor/",
)
PLAIN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
ELSEWHERE = re.compile(r"//|/static/|/accounts/|/admin/|/projects/beside-|/projects/[^/]+/log/")
"""Not followed: other people's pages, those of the projects beside, and the log, which only exact readers open and
which has no first month."""
LINKS = re.compile(r'(?:href|src|data-[a-z-]+)="([^"#]+)')


WRITTEN = ("text/", "image/svg+xml", "application/json")
"""Types of answers that are text; of others, every byte is a letter."""


def crawl(client, starts):
    """Address → (status, type, body) of everything that can be reached, a page's token left out."""
    todo, found = list(starts), {}
    while todo:
        url = todo.pop()
        if url in found:
            continue
        response = client.get(url)
        kind = response.get("Content-Type", "")
        body = PLAIN.sub("", response.content.decode("utf-8" if kind.startswith(WRITTEN) else "latin-1"))
        found[url] = (response.status_code, kind, response.get("Content-Disposition"), body)
        if response.status_code in (301, 302):
            todo.append(response["Location"])
        if "html" in kind:
            for link in map(html.unescape, LINKS.findall(body)):
                address = url.partition("?")[0] + link if link.startswith("?") else link
                if address.startswith("/") and not ELSEWHERE.match(address):
                    todo.append(address)
        assert len(found) < 600
    return found


def words_in(kind, body):
    """What can be read in an answer: of a file of slides every part, of a PDF its text and what it says of itself."""
    content = body.encode("latin-1", "replace")
    if kind.endswith("presentation"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    if kind == "application/pdf":
        pdf = PdfReader(io.BytesIO(content))
        return f"{pdf.metadata} {' '.join(page.extract_text() for page in pdf.pages)}"
    return body


def words_of(answers):
    """(address, what can be read there) of every answer; a question that is said again is no answer."""
    for url, (_, kind, _, body) in answers.items():
        if "secret" not in url:
            yield url, words_in(kind, body)


METHOD_PAGES = (
    *(
        "drivers",
        "drivers_svg",
        "drivers_png",
        "drivers_pdf",
        "idea_list",
        "cycle_list",
        "cycle_board",
        "aim",
    ),
    *("storyboard", "causes", "causes_svg", "causes_png", "causes_pdf", "process", "process_svg", "scores"),
    *("health", "gains", "score_team_add", "project_start"),
)
"""Asked for by everybody, who may open them or not."""


def method_of(project):
    """The addresses of the method, and of what hangs on its rows."""
    slug = [project.slug]
    found = [reverse(f"pages:{name}", args=slug) for name in ("summary", "summary_pdf", *METHOD_PAGES)]
    found += [reverse(f"community:{name}", args=slug) for name in ("action_list", "comment_list")]
    for cycle in PDSACycle.objects.filter(change_idea__project=project).order_by("pk"):
        found += [reverse(f"pages:{name}", args=[*slug, cycle.pk]) for name in ("cycle", "cycle_history")]
    for link in ObservationFile.objects.order_by("pk"):
        args = [*slug, link.observation.cycle_id, link.pk]
        found += [reverse(f"pages:observation_{name}", args=args) for name in ("file", "picture")]
    for cause in Cause.objects.order_by("pk"):
        found.append(reverse("pages:cause_edit", args=[*slug, cause.pk]))
    return found


def files_of(measure):
    """The addresses of one measure's page and files."""
    names = ("measure", "data_csv", "chart_svg", "chart_png")
    return [reverse(f"measures:{name}", args=[measure.project.slug, measure.pk]) for name in names]


def pairs_of(measures):
    """The addresses that compare each measure with the next."""
    rows = list(measures.values())
    page = reverse("measures:compare", args=[rows[0].project.slug])
    return [f"{page}?a={a.pk}&b={b.pk}&all=1" for a, b in zip(rows, rows[1:] + rows[:1], strict=True)]


def together_of(measures):
    """The addresses that show each measure beside other projects'."""
    found = []
    for measure in measures.values():
        shared = [measure.shared_measure_id]
        found.append(reverse("community:across", args=shared))
        if measure.data_kind in ("proportion", "rate"):
            funnel = reverse("community:funnel", args=shared)
            found += [f"{funnel}?months={months}" for months in (3, 6, 12, 24)]
    return found


def groups_of(measures):
    """The addresses of each breakdown."""
    found = []
    for breakdown in Breakdown.objects.select_related("measure__project").order_by("pk"):
        args = [breakdown.measure.project.slug, breakdown.measure_id, breakdown.pk]
        found += [reverse(f"measures:{name}", args=args) for name in ("breakdown", "breakdown_csv")]
        if breakdown.measure.data_kind == "count":
            pareto = reverse("measures:pareto", args=args)
            found += [pareto, *(f"{pareto}?newest={span}" for span in (3, 6, 12))]
    return found


@pytest.mark.parametrize("role", ["anonymous", "contributor", "other_lead", "other_coach", "funder"])
def test_not_one_byte_depends_on_a_hidden_number(as_role, measures, project, role, time_machine):
    time_machine.move_to(datetime.datetime(2026, 2, 10, 12, tzinfo=datetime.UTC), tick=False)
    starts = [*STARTS, reverse("pages:project", args=[project.slug])]
    starts += [*pairs_of(measures), *together_of(measures), *groups_of(measures), *method_of(project)]
    for measure in measures.values():
        page, *files = files_of(measure)
        starts += [page, f"{page}?all=1", f"{page}?face=working&all=1", *files, f"{files[0]}?face=working"]
    seen = []
    for variant in (0, 1):
        write(measures, variant)
        seen.append(crawl(as_role(role), starts))
    before, after = seen
    assert before.keys() == after.keys()
    assert [url for url in before if before[url] != after[url]] == []
    assert sum(status == 200 for status, *_ in before.values()) > (3 if role == "anonymous" else 25)
    if role in ("anonymous", "funder"):
        assert [url for url, body in words_of(before) if "teams only" in body] == []
    if role != "contributor":
        assert [url for url, body in words_of(before) if "secret" in body] == []
    else:
        assert [url for url, (*_, body) in before.items() if "secret note" in body] == []


def all_settings():
    """Every chart and rule set that a person can choose, and every y-axis, in turn."""
    pairs = [
        (key, rule_set) for key, chart in CHARTS.items() if chart.in_product for rule_set in chart.rule_sets
    ]
    return [("", "anhoej", "auto"), *((*pair, ("zero", "zoom")[i % 2]) for i, pair in enumerate(pairs))]


FITS = {
    "count": ("", "run", "xmr", "i", "c"),
    "proportion": ("", "run", "xmr", "i", "p", "pp"),
    "rate": ("", "run", "xmr", "i", "u", "up"),
    "continuous": ("", "run", "xmr", "i"),
    "events": ("", "run", "t", "g"),
}


def test_no_chart_that_can_be_chosen_tells_a_hidden_number(as_role, measures, project, time_machine):
    """Every chart with every rule set and y-axis, on its page, in its files, and beside others.

    To a contributor, who reads most of those who see the shared face. PNG is drawn from the SVG alone.
    """
    time_machine.move_to(datetime.datetime(2026, 2, 10, 12, tzinfo=datetime.UTC), tick=False)
    lists = [
        reverse(name, args=[project.slug]) for name in ("pages:project", "measures:list", "measures:matrix")
    ]
    lists += ["/projects/?sort=outcome", "/community/charts/", "/community/matrix/"]
    client, seen, drawn = as_role("contributor"), [], set()
    for variant in (0, 1):
        write(measures, variant)
        found = {}
        for settings in all_settings():
            chart, rule_set, y_axis = settings
            chosen = {key: one for key, one in measures.items() if chart in FITS[one.data_kind]}
            rows = Measure.objects.filter(pk__in=[one.pk for one in chosen.values()])
            rows.update(chart=chart, rule_set=rule_set, y_axis=y_axis, decimals=1, chart_note="secret why")
            rebuild_summaries(rows)
            drawn |= {faces.analyse(one).chart for one in faces.series_for(rows, user=AnonymousUser())}
            files = [url for one in chosen.values() for url in files_of(one) if not url.endswith("png")]
            for url in [*files, *lists, *pairs_of(measures)[:3], *together_of(chosen)]:
                response = client.get(url)
                assert response.status_code == 200, url
                found[settings, url] = PLAIN.sub("", response.content.decode())
        seen.append(found)
    before, after = seen
    assert [key for key in before if before[key] != after[key]] == []
    assert not [key for key, body in before.items() if "secret why" in body]
    assert drawn == {"run", "xmr", "i", "p", "pp", "u", "up"}  # charts with limits too, where few are hidden


SHOWN_AIMS = {
    "count": (20, 40),
    "small": (20, 40),
    "proportion": (30, 60),
    "rate": (30, 60),
    "continuous": (6, 10),
    "events": (10, 30),
}


@pytest.mark.parametrize("role", ["contributor", "other_lead", "funder"])
def test_how_far_an_aim_is_tells_no_hidden_number(as_role, measures, project, role, time_machine):
    """An aim whose own numbers may be shown, of each kind of measure in turn: its line in the list, its way and the
    mark of today, its words on every page that says them."""
    time_machine.move_to(datetime.datetime(2026, 2, 10, 12, tzinfo=datetime.UTC), tick=False)
    pages = ["project", "aim", "summary", "summary_pdf", "storyboard", "drivers", "drivers_svg", "health"]
    urls = ["/projects/", "/portfolio/", *(reverse(f"pages:{name}", args=[project.slug]) for name in pages)]
    aim, client, seen, drawn = AimStatement.objects.get(), as_role(role), [], set()
    created = datetime.datetime(2025, 1, 1, 12, tzinfo=datetime.UTC)
    for variant in (0, 1):
        write(measures, variant)
        found = {}
        for key, (low, high) in SHOWN_AIMS.items():
            measure = measures[key]
            series = faces.series_for([measure], user=AnonymousUser())[0]
            AimStatement.objects.update(
                from_value=low, to_value=high, unit=unit_of(series), by_when="2026-12-31", created_at=created
            )
            aim.measure_link.measure = measure
            aim.measure_link.save()
            for url in urls:
                response = client.get(url)
                found[key, url] = PLAIN.sub("", response.content.decode("latin-1"))
                drawn |= {word for word in ("q-aim-path", ">Today<", "of the way") if word in found[key, url]}
        seen.append(found)
    assert [key for key in seen[0] if seen[0][key] != seen[1][key]] == []
    assert drawn == ({"q-aim-path", ">Today<", "of the way"} if role != "funder" else drawn)


def test_the_two_variants_differ_for_those_who_may_see(as_role, measures, project):
    page = reverse("measures:data_csv", args=[project.slug, measures["small"].pk])
    seen = []
    for variant in (0, 1):
        write(measures, variant)
        seen.append(as_role("lead").get(page).content)
    assert seen[0] != seen[1]


@pytest.mark.parametrize("role", ["lead", "funder"])
def test_a_note_at_an_event_is_told_others_by_its_quarter(as_role, measures, project, role):
    """Its day is the event's, which is one person's: the team's page names it, no other does."""
    write(measures, 0)
    measure = measures["events"]
    Annotation.objects.filter(measure=measure).update(text="New form")
    pages = [
        reverse("measures:measure", args=[project.slug, measure.pk]),
        reverse("pages:project", args=[project.slug]),
    ]
    for page in pages:
        text = as_role(role).get(page).content.decode()
        assert "New form" in text
        assert ("5 May 2025" in text) == (role == "lead")
        assert ("April to June 2025" in text) == (role == "funder")
