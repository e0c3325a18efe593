"""The portfolio: money that ties to the pound beside the main outcomes, protected for everybody."""

import csv
import datetime
import io
import re
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from measures.summaries import rebuild_summaries
from tests.cast import ROLES
from tests.factories import (
    GrantFactory,
    GrantYearFactory,
    MeasureFactory,
    PaymentFactory,
    PDSACycleFactory,
    ProgrammeRoleFactory,
    ProgrammeYearFactory,
    ProjectFactory,
    monthly_points,
)

URL = "/portfolio/"
STEADY = [20, 24, 19, 25, 21, 23, 18, 26, 20, 24, 19, 25, 21, 23, 18, 26]
RISING = [20, 24, 19, 25, 21, 23, 18, 26, 34, 36, 33, 38, 35, 37, 36, 39]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2025-05-10 10:00", tick=False):
        yield


@pytest.fixture
def fund(cast, programme, project, other_project):
    """Two years of budget, a grant for each project, one payment made and one planned."""
    years = [
        ProgrammeYearFactory(
            programme=programme,
            starts_on=datetime.date(start, 4, 1),
            ends_on=datetime.date(start + 1, 3, 31),
            budget=1_000_000,
        )
        for start in (2024, 2025)
    ]
    for n, owner in enumerate((project, other_project)):
        grant = GrantFactory(project=owner)
        for year in years:
            row = GrantYearFactory(grant=grant, programme_year=year, original_amount=83_300 + n)
        paid = PaymentFactory(
            grant_year=row,
            amount=Decimal("20825.50"),
            status="paid",
            approved_by=cast.fund_manager,
            approved_at=timezone.now(),
            paid_by=cast.finance,
            paid_at=timezone.now(),
            paid_on=datetime.date(2025, 5, 1),
        )
        PaymentFactory(grant_year=row, amount=Decimal("20825.50"))
        grant.approved = grant.paid = paid.amount
        grant.save()
    return years


def figures_of(html, label):
    return [
        Decimal(money.replace(",", "")) for money in re.findall(rf'data-l="{label}"[^>]*>£([\d,.]+)', html)
    ]


@pytest.mark.parametrize("role", ROLES)
def test_funder_and_fund_manager_look(as_role, role):
    response = as_role(role).get(URL)
    expected = {"anonymous": 302, "funder": 200, "fund_manager": 200}.get(role, 404)
    assert response.status_code == expected
    assert as_role(role).get("/portfolio/portfolio.csv").status_code == expected


def test_money_ties_to_the_pound(as_role, fund):
    html = as_role("funder").get(URL).content.decode()
    projects, years = html.split('id="years"')
    awarded = figures_of(projects, "Awarded")
    assert awarded == [Decimal(166_602), Decimal(166_600), Decimal(333_202)]
    assert sum(awarded[:-1]) == awarded[-1]
    paid = figures_of(projects, "Paid")
    assert sum(paid[:-1]) == paid[-1] == Decimal("41651.00")
    for label, total in (
        ("Budget", 2_000_000),
        ("Awarded", 333_202),
        ("Paid", 41_651),
        ("Remaining", 1_666_798),
    ):
        column = figures_of(years, label)
        assert sum(column[:-1]) == column[-1] == total, label
    assert [
        b - a for b, a in zip(figures_of(years, "Budget"), figures_of(years, "Awarded"), strict=True)
    ] == (figures_of(years, "Remaining"))


def test_outcome_process_and_chance_stand_beside_the_money(as_role, fund, project, other_project):
    rising = MeasureFactory(project=project, kind="outcome", is_primary=True, name="Offers accepted")
    monthly_points(rising, RISING)
    better, flat = (MeasureFactory(project=project, name=name) for name in ("Better", "Flat"))
    monthly_points(better, RISING)
    monthly_points(flat, STEADY)
    rebuild_summaries([rising, better, flat])
    html = as_role("funder").get(URL).content.decode()
    assert "1 of 2 projects has improved its main outcome" in html
    assert "1 is improving, 1 has no main outcome yet." in html
    assert "By chance alone," in html
    assert "1 of 2</td>" in html
    assert "as at 10 May 2025" in html


def test_everybody_gets_the_protected_numbers(as_role, project):
    measure = MeasureFactory(project=project, kind="outcome", is_primary=True, name="Rare")
    monthly_points(measure, [3, 2, 4, 1, 3, 2, 4, 1, 3, 2, 4, 1, 3, 2])
    for role in ("funder", "fund_manager"):
        html = as_role(role).get(URL).content.decode()
        assert "Numbers too small" in html
        assert "about 2" not in html


def test_completeness_counts_what_was_due(as_role, project):
    measure = MeasureFactory(project=project, collect_from=datetime.date(2025, 1, 1))
    monthly_points(measure, [10, None, "not_collected"], start=datetime.date(2025, 1, 1))
    MeasureFactory(project=project, data_kind="events", frequency="")  # has no periods: nothing of it is due
    html = as_role("funder").get(URL).content.decode()
    # January to March are due by 10 May; April's fourteen days are not over on 10 May … until the 14th.
    assert "2 of 3 due in the last year" in html
    assert "66%" in html


def test_file_holds_the_rows_and_the_totals(as_role, fund, project):
    monthly_points(MeasureFactory(project=project, kind="outcome", is_primary=True, name="=cmd()"), STEADY)
    rows = list(
        csv.reader(io.StringIO(as_role("funder").get("/portfolio/portfolio.csv").content.decode("utf-8-sig")))
    )
    head, body = rows[0], rows[1:3]
    total = next(row for row in rows if row and row[0] == "Total")
    for column in ("Awarded (£)", "Paid (£)"):
        at = head.index(column)
        assert sum(Decimal(row[at]) for row in body) == Decimal(total[at])
    assert not any(cell.startswith("=") for row in rows for cell in row)
    years = rows[rows.index([]) + 1 :]
    assert years[-1] == ["All years", "2000000", "333202", "41651.00", "1666798"]


def test_empty_programme_says_what_will_stand_here(client, programme):
    client.force_login(ProgrammeRoleFactory(programme=programme, role="funder").user)
    html = client.get(URL).content.decode()
    assert "No projects yet" in html


def test_queries_do_not_grow_with_projects(client, programme, cast, django_assert_max_num_queries):
    funder = ProgrammeRoleFactory(programme=programme, role="funder").user
    year = ProgrammeYearFactory(programme=programme)

    def count(projects):
        for n in range(programme.projects.count(), projects):
            project = ProjectFactory(programme=programme, name=f"Project number {n:03}")
            monthly_points(MeasureFactory(project=project, kind="outcome", is_primary=True), STEADY)
            monthly_points(MeasureFactory(project=project), STEADY)
            PDSACycleFactory(change_idea__project=project)
            GrantYearFactory(grant=GrantFactory(project=project), programme_year=year, original_amount=1000)
        client.force_login(funder)
        with django_assert_max_num_queries(15) as captured:
            assert client.get(URL).status_code == 200
        return len(captured)

    assert count(3) == count(50)
