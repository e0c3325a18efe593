"""A hidden number leaves no trace: change it within what is hidden, and not one byte of any page that others may
read changes (DECISIONS 24). Every page, file and picture that can be reached by links is read."""

import datetime
import html
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.models import Annotation, DataPoint, Event, Exclusion, Measure, Phase
from measures.summaries import rebuild_summaries
from projects.models import AimStatement, Project
from tests.factories import AimStatementFactory, ChangeIdeaFactory, MeasureFactory, PDSACycleFactory

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
TAKING_PART = (1, 3)
AIM = ((Decimal(2), Decimal(4)), (Decimal(4), Decimal(1)))


@pytest.fixture
def measures(project):
    """One measure of each kind, about people."""

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
    AimStatementFactory(project=project, unit="people a month")
    project.status = "active"
    project.lead_consented_at = project.published_at = timezone.now()
    project.save()
    return found


def write(measures, variant):
    """Store one of the two variants of every figure, as if recorded at the same moment."""
    DataPoint.objects.all().delete()
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
    Phase.objects.filter(measure=measures["events"], starts_on__isnull=False).update(
        starts_on=EVENT_PHASE[variant]
    )
    Project.objects.filter(pk=measures["events"].project_id).update(
        service_users_involved=TAKING_PART[variant]
    )
    low, high = AIM[variant]
    AimStatement.objects.update(from_value=low, to_value=high)
    rebuild_summaries(Measure.objects.all())


STARTS = (
    "/",
    "/projects/",
    "/projects/?sort=newest",
    "/projects/?sort=outcome",
    *(f"/projects/?outcome={key}" for key in ("improvement", "no_signal", "numbers_too_small", "none")),
    "/community/charts/?format=csv",
    "/portfolio/",
    "/portfolio/portfolio.csv",
)
PLAIN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
ELSEWHERE = re.compile(r"//|/static/|/accounts/|/admin/|/projects/[^/]+/log/")
"""Not followed: other people's pages, and the log, which only exact readers open and which has no first month."""
LINKS = re.compile(r'(?:href|src|data-[a-z-]+)="([^"#]+)')


def crawl(client, starts):
    """Address → (status, type, body) of everything that can be reached, a page's token left out."""
    todo, found = list(starts), {}
    while todo:
        url = todo.pop()
        if url in found:
            continue
        response = client.get(url)
        kind = response.get("Content-Type", "")
        body = PLAIN.sub("", response.content.decode("latin-1" if kind == "image/png" else "utf-8"))
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


@pytest.mark.parametrize("role", ["anonymous", "contributor", "other_lead", "other_coach", "funder"])
def test_not_one_byte_depends_on_a_hidden_number(as_role, measures, project, role, time_machine):
    time_machine.move_to(datetime.datetime(2026, 2, 10, 12, tzinfo=datetime.UTC), tick=False)
    starts = [*STARTS, reverse("pages:project", args=[project.slug])]
    for measure in measures.values():
        page = reverse("measures:measure", args=[project.slug, measure.pk])
        files = [
            reverse(f"measures:{name}", args=[project.slug, measure.pk])
            for name in ("data_csv", "chart_svg", "chart_png")
        ]
        starts += [page, f"{page}?all=1", f"{page}?face=working&all=1", *files, f"{files[0]}?face=working"]
    seen = []
    for variant in (0, 1):
        write(measures, variant)
        seen.append(crawl(as_role(role), starts))
    before, after = seen
    assert before.keys() == after.keys()
    assert [url for url in before if before[url] != after[url]] == []
    assert sum(status == 200 for status, *_ in before.values()) > (3 if role == "anonymous" else 25)
    if role != "contributor":
        assert [url for url, (*_, body) in before.items() if "secret" in body] == []
    else:
        assert [url for url, (*_, body) in before.items() if "secret note" in body] == []


def test_the_two_variants_differ_for_those_who_may_see(as_role, measures, project):
    page = reverse("measures:data_csv", args=[project.slug, measures["small"].pk])
    seen = []
    for variant in (0, 1):
        write(measures, variant)
        seen.append(as_role("lead").get(page).content)
    assert seen[0] != seen[1]
