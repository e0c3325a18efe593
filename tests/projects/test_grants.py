"""A project's grants: awarding, varying, withdrawing, planning payments; totals equal rows throughout."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftc_qi.core.forms import Refused
from ftc_qi.core.models import AuditEvent
from projects.actions import funding, payments
from projects.models import Grant, GrantYear, Payment
from projects.money import equal_parts
from tests.factories import ProgrammeYearFactory, ProjectFactory

FIRST = datetime.date(2026, 4, 1)


def years_of(programme, count=3, budget=1_000_000):
    return [
        ProgrammeYearFactory(
            programme=programme,
            starts_on=datetime.date(2026 + i, 4, 1),
            ends_on=datetime.date(2027 + i, 3, 31),
            budget=budget,
        )
        for i in range(count)
    ]


@pytest.fixture
def years(programme):
    return years_of(programme)


@pytest.fixture
def grant(project, years, cast):
    """£80,000 and £60,000 in two of the programme's three years."""
    return funding.add_grant(
        project=project,
        reference="FTC-1",
        awarded_on=FIRST,
        amounts={years[0]: Decimal(80_000), years[1]: Decimal(60_000)},
        by=cast.fund_manager,
    )


def list_url(project):
    return f"/projects/{project.slug}/grants/"


def assert_totals_equal_rows(grant):
    """The grant's own totals are what its rows add up to."""
    grant = Grant.objects.get(pk=grant.pk)
    rows = Payment.objects.current().filter(grant_year__grant=grant)
    good = rows.filter(reverses=None, status__in=["approved", "paid"])
    back = rows.exclude(reverses=None).filter(status="paid")
    assert grant.awarded == sum(row.amount for row in grant.years.current())
    assert grant.approved == sum(row.amount for row in good) + sum(row.amount for row in back)
    assert grant.paid == sum(row.amount for row in rows.filter(status="paid"))
    return grant


def year_of(grant, year) -> GrantYear:
    return grant.years.current().get(programme_year=year)


# --- who sees and does -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, see, edit",
    [
        ("fund_manager", 200, 200),
        ("lead", 200, 403),
        ("funder", 200, 403),
        ("member", 404, 404),
        ("contributor", 404, 404),
        ("advisor", 404, 404),
        ("coach", 404, 404),
        ("other_lead", 404, 404),
        ("finance", 404, 404),
        ("outsider", 404, 404),
    ],
)
def test_money_is_seen_by_lead_funder_and_fund_manager_and_edited_by_one(
    as_role, project, grant, role, see, edit
):
    client = as_role(role)
    assert client.get(list_url(project)).status_code == see
    for page in ("add/", f"{grant.pk}/edit/", f"{grant.pk}/amounts/", f"{grant.pk}/withdraw/"):
        assert client.get(list_url(project) + page).status_code == edit
    for page in ("payments/add/", "payments/schedule/"):
        assert client.get(f"{list_url(project)}{grant.pk}/{page}").status_code == edit


def test_the_lead_reads_the_figures_and_finds_no_buttons(as_role, project, grant):
    page = as_role("lead").get(list_url(project)).content.decode()
    assert "£140,000 awarded, £0 paid" in page
    assert "£80,000" in page
    assert "Plan equal payments" not in page
    assert "Change amounts" not in page


def test_another_projects_grant_is_not_found(as_role, other_project, grant):
    client = as_role("fund_manager")
    assert client.get(f"{list_url(other_project)}{grant.pk}/edit/").status_code == 404


def test_an_empty_page_offers_the_first_step_to_those_who_may(as_role, project, years):
    page = as_role("fund_manager").get(list_url(project)).content.decode()
    assert "No grant yet" in page
    assert f"{list_url(project)}add/" in page
    assert f"{list_url(project)}add/" not in as_role("lead").get(list_url(project)).content.decode()


# --- awarding --------------------------------------------------------------------------------------------------


def test_a_grant_is_awarded_in_whole_pounds_over_years(as_role, project, years):
    client = as_role("fund_manager")
    assert (
        "£1,000,000 of the year’s £1,000,000 is left"
        in client.get(list_url(project) + "add/").content.decode()
    )
    response = client.post(
        list_url(project) + "add/",
        {
            "reference": "FTC-7",
            "awarded_on": "2026-04-01",
            f"year_{years[0].pk}": "£83,300",
            f"year_{years[1].pk}": "83300",
            f"year_{years[2].pk}": "",
        },
    )
    assert response.status_code == 302
    grant = assert_totals_equal_rows(project.grants.get())
    assert grant.awarded == 166_600
    assert grant.years.count() == 2
    assert {row.original_amount for row in grant.years.all()} == {83_300}
    assert AuditEvent.objects.filter(event="grant_awarded", project_id=project.pk).count() == 1


@pytest.mark.parametrize(
    "fields, says",
    [
        ({"reference": ""}, "Fill this in"),
        ({"first": ""}, "type an amount for one year at least"),
        ({"first": "0"}, "type an amount for one year at least"),
        ({"first": "12.50"}, "Write whole pounds, without pence"),
        ({"first": "lots"}, "Write whole pounds"),
        ({"first": "-5"}, "greater than or equal to 0"),
        ({"first": "1,000,001"}, "2026–27 has £1,000,000 left of its £1,000,000 budget"),
        ({"awarded_on": "31 Feb"}, "Enter a valid date"),
    ],
)
def test_a_bad_award_says_why_and_keeps_what_was_typed(as_role, project, years, fields, says):
    fields = {"reference": "FTC-7", "awarded_on": "2026-04-01", "first": "5000"} | fields
    fields[f"year_{years[0].pk}"] = fields.pop("first")
    response = as_role("fund_manager").post(list_url(project) + "add/", fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert f'value="{fields["awarded_on"]}"' in page
    assert not Grant.objects.exists()


def test_a_reference_is_used_once(as_role, project, years, grant):
    fields = {"reference": "ftc-1", "awarded_on": "2026-04-01", f"year_{years[0].pk}": "5000"}
    response = as_role("fund_manager").post(list_url(project) + "add/", fields)
    assert response.status_code == 422
    assert "a grant with that reference already" in response.content.decode()


def test_all_grants_of_a_year_stay_within_its_budget(project, programme, cast):
    (year,) = years_of(programme, 1, budget=100_000)
    funding.add_grant(
        project=ProjectFactory(programme=programme),
        reference="A",
        awarded_on=FIRST,
        amounts={year: Decimal(70_000)},
        by=cast.fund_manager,
    )
    facts = {"project": project, "awarded_on": FIRST, "by": cast.fund_manager}
    with pytest.raises(Refused, match="£30,000 left of its £100,000 budget"):
        funding.add_grant(reference="B", amounts={year: Decimal(30_001)}, **facts)
    grant = funding.add_grant(reference="B", amounts={year: Decimal(30_000)}, **facts)
    with pytest.raises(Refused, match="£30,000 left"):
        funding.vary_grant(
            grant=grant, amounts={year: Decimal(30_001)}, why="More", version=1, by=cast.fund_manager
        )
    assert funding.awarded_in(year) == year.budget


def test_without_years_the_page_says_what_comes_first(as_role, project):
    page = as_role("fund_manager").get(list_url(project) + "add/").content.decode()
    assert "Add a year first" in page


# --- changing --------------------------------------------------------------------------------------------------


def test_a_reference_is_put_right_and_a_stale_form_told(as_role, project, grant):
    client, url = as_role("fund_manager"), f"{list_url(project)}{grant.pk}/edit/"
    fields = {"reference": "FTC-01", "awarded_on": "2026-04-02", "version": 1}
    assert client.post(url, fields).status_code == 302
    grant.refresh_from_db()
    assert (grant.reference, grant.awarded_on) == ("FTC-01", datetime.date(2026, 4, 2))
    response = client.post(url, fields | {"reference": "FTC-001"})
    assert response.status_code == 422
    assert "FTC-01" in response.content.decode()


def test_a_variation_keeps_the_original_and_its_reason(as_role, project, years, grant):
    client, url = as_role("fund_manager"), f"{list_url(project)}{grant.pk}/amounts/"
    assert "80,000" in client.get(url).content.decode()
    fields = {f"year_{years[0].pk}": "70,000", f"year_{years[1].pk}": "60000", f"year_{years[2].pk}": "10000"}
    response = client.post(url, fields | {"version": 1, "why": "Moved to the last year"})
    assert response.status_code == 302
    grant = assert_totals_equal_rows(grant)
    assert grant.awarded == 140_000
    kept = {row.programme_year: (row.original_amount, row.amount) for row in grant.years.current()}
    assert kept == {years[0]: (80_000, 70_000), years[1]: (60_000, 60_000), years[2]: (0, 10_000)}
    events = AuditEvent.objects.filter(event="grant_varied")
    assert {event.why for event in events} == {"Moved to the last year"}
    assert events.get(target_id=year_of(grant, years[0]).pk).changes["amount"] == ["80000", "70000"]
    page = as_role("lead").get(list_url(project)).content.decode()
    assert "changed" in page
    assert "Moved to the last year" in page


def test_two_variations_at_once_show_both(as_role, project, years, grant, cast):
    funding.vary_grant(
        grant=grant, amounts={years[0]: Decimal(75_000)}, why="x", version=1, by=cast.fund_manager
    )
    fields = {f"year_{years[0].pk}": "70,000", f"year_{years[1].pk}": "60,000"}
    response = as_role("fund_manager").post(
        f"{list_url(project)}{grant.pk}/amounts/", fields | {"version": 1, "why": "y"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "£75,000" in page
    assert "£70,000" in page
    assert assert_totals_equal_rows(grant).awarded == 135_000


@pytest.mark.parametrize(
    "first, says",
    [("80000", "Nothing is different yet"), ("19,999", "£20,000 is approved in 2026–27 already")],
)
def test_a_variation_changes_something_and_stays_above_what_is_approved(
    as_role, project, years, grant, cast, first, says
):
    payment = payments.plan_payment(
        grant_year=year_of(grant, years[0]), amount=Decimal(20_000), due_on=FIRST, by=cast.fund_manager
    )
    payments.approve_payment(payment=payment, version=1, by=cast.fund_manager)
    fields = {f"year_{years[0].pk}": first, f"year_{years[1].pk}": "60000", "version": 1, "why": "y"}
    response = as_role("fund_manager").post(f"{list_url(project)}{grant.pk}/amounts/", fields)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert assert_totals_equal_rows(grant).awarded == 140_000


def test_a_year_cut_below_its_plan_is_pointed_out(as_role, project, years, grant, cast):
    payments.plan_payment(
        grant_year=year_of(grant, years[0]), amount=Decimal(80_000), due_on=FIRST, by=cast.fund_manager
    )
    funding.vary_grant(
        grant=grant, amounts={years[0]: Decimal(70_000)}, why="x", version=1, by=cast.fund_manager
    )
    page = as_role("fund_manager").get(list_url(project)).content.decode()
    assert "More is planned than the year awards now" in page
    assert "−£10,000" in page


# --- withdrawing -----------------------------------------------------------------------------------------------


def test_withdrawing_gives_the_money_back_and_takes_the_plan_along(as_role, project, years, grant, cast):
    payments.plan_payment(
        grant_year=year_of(grant, years[0]), amount=Decimal(5), due_on=FIRST, by=cast.fund_manager
    )
    client, url = as_role("fund_manager"), f"{list_url(project)}{grant.pk}/withdraw/"
    assert "£140,000 goes back" in client.get(url).content.decode()
    assert client.post(url, {"version": 1, "why": ""}).status_code == 422
    client.post(url, {"version": 1, "why": "Never signed"})
    grant = assert_totals_equal_rows(grant)
    assert grant.withdrawn_why == "Never signed"
    assert grant.awarded == 0
    assert not Payment.objects.current().exists()
    assert funding.awarded_in(years[0]) == 0
    assert client.get(f"{list_url(project)}{grant.pk}/edit/").status_code == 404
    assert "FTC-1" not in client.get(list_url(project)).content.decode()


def test_a_grant_with_an_approved_payment_is_not_withdrawn(as_role, project, years, grant, cast):
    payment = payments.plan_payment(
        grant_year=year_of(grant, years[0]), amount=Decimal(5), due_on=FIRST, by=cast.fund_manager
    )
    payments.approve_payment(payment=payment, version=1, by=cast.fund_manager)
    response = as_role("fund_manager").post(
        f"{list_url(project)}{grant.pk}/withdraw/", {"version": 1, "why": "x"}
    )
    assert response.status_code == 422
    assert "is approved or paid" in response.content.decode()


# --- planning payments -----------------------------------------------------------------------------------------


def test_one_payment_is_planned(as_role, project, years, grant):
    client, url = as_role("fund_manager"), f"{list_url(project)}{grant.pk}/payments/add/"
    assert "2026–27: £80,000 left to plan" in client.get(url).content.decode()
    fields = {
        "grant_year": year_of(grant, years[0]).pk,
        "amount": "£20,833.50",
        "due_on": "2026-07-01",
        "condition": "First report accepted",
    }
    assert client.post(url, fields).status_code == 302
    payment = Payment.objects.get()
    assert (payment.amount, payment.status) == (Decimal("20833.50"), "planned")
    assert "First report accepted" in client.get(list_url(project)).content.decode()
    # The same form sent twice.
    response = client.post(url, fields)
    assert response.status_code == 422
    assert "is here already" in response.content.decode()
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    "fields, says",
    [
        ({"amount": "80,000.01"}, "£80,000 of £80,000 is left to plan in 2026–27"),
        ({"amount": "0"}, "Write more than £0"),
        ({"amount": "-1"}, "Write more than £0"),
        ({"amount": "1.234"}, "at most two digits"),
        ({"amount": "some"}, "Write pounds"),
        ({"due_on": ""}, "Give the date"),
        ({"grant_year": ""}, "Choose one"),
        ({"condition": "Ring 020 7946 0123"}, "Could it identify someone?"),
    ],
)
def test_a_bad_plan_says_why(as_role, project, years, grant, fields, says):
    fields = {"grant_year": year_of(grant, years[0]).pk, "amount": "5", "due_on": "2026-07-01"} | fields
    response = as_role("fund_manager").post(f"{list_url(project)}{grant.pk}/payments/add/", fields)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not Payment.objects.exists()


@pytest.mark.parametrize("per_year", [1, 2, 3, 4, 6, 12])
def test_equal_payments_add_up_to_the_pound(as_role, project, years, grant, per_year):
    url = f"{list_url(project)}{grant.pk}/payments/schedule/"
    chosen = [year_of(grant, year).pk for year in years[:2]]
    client = as_role("fund_manager")
    client.post(url, {"years": chosen, "per_year": per_year, "when": "start"})
    for year, total in zip(years, (80_000, 60_000), strict=False):
        rows = list(Payment.objects.filter(grant_year__programme_year=year).order_by("due_on"))
        assert len(rows) == per_year
        assert sum(row.amount for row in rows) == total
        assert rows[0].due_on == year.starts_on
        assert all(row.amount == row.amount.to_integral_value() for row in rows)
        assert rows[0].amount - rows[-1].amount in (0, 1)
    response = client.post(url, {"years": chosen, "per_year": per_year, "when": "start"})
    assert response.status_code == 422
    assert "Nothing is left to plan in 2026–27" in response.content.decode()


def test_equal_payments_plan_what_is_left(as_role, project, years, grant, cast):
    year = year_of(grant, years[0])
    payments.plan_payment(grant_year=year, amount=Decimal("0.01"), due_on=FIRST, by=cast.fund_manager)
    as_role("fund_manager").post(
        f"{list_url(project)}{grant.pk}/payments/schedule/",
        {"years": year.pk, "per_year": 3, "when": "end", "condition": "Report accepted"},
    )
    rows = list(Payment.objects.filter(condition="Report accepted"))
    assert sum(row.amount for row in rows) == Decimal("79999.99")
    assert [row.due_on for row in rows] == [
        datetime.date(2026, 7, 31),
        datetime.date(2026, 11, 30),
        datetime.date(2027, 3, 31),
    ]


@pytest.mark.parametrize(
    "fields, says",
    [({"years": []}, "Tick one year at least"), ({"per_year": "5"}, "Select a valid choice")],
)
def test_a_bad_schedule_says_why(as_role, project, years, grant, fields, says):
    fields = {"years": [year_of(grant, years[0]).pk], "per_year": "4", "when": "start"} | fields
    response = as_role("fund_manager").post(f"{list_url(project)}{grant.pk}/payments/schedule/", fields)
    assert response.status_code == 422
    assert says in response.content.decode()


@given(st.decimals(min_value="0.01", max_value=10_000_000, places=2), st.integers(1, 60))
def test_parts_add_up_exactly_and_hardly_differ(total, count):
    unit = 1 if total == total.to_integral_value() else Decimal("0.01")
    if total / unit < count:
        with pytest.raises(ValueError, match="does not split"):
            equal_parts(total, count)
        return
    parts = equal_parts(total, count)
    assert sum(parts) == total
    assert len(parts) == count
    assert min(parts) > 0
    assert max(parts) - min(parts) in (0, unit)


@pytest.mark.parametrize(
    "starts, ends, count, firsts",
    [
        ("2026-04-01", "2027-03-31", 4, ["2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01"]),
        ("2026-10-31", "2027-10-30", 4, ["2026-10-31", "2027-01-31", "2027-04-30", "2027-07-31"]),
        ("2026-12-01", "2027-01-31", 3, ["2026-12-01", "2026-12-21", "2027-01-11"]),
        (
            "2026-04-01",
            "2027-09-30",
            6,
            ["2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01", "2027-04-01", "2027-07-01"],
        ),
    ],
)
def test_due_dates_part_a_year_evenly(starts, ends, count, firsts):
    day = datetime.date.fromisoformat
    found = payments.due_dates(day(starts), day(ends), count, at_end=False)
    assert found == [day(first) for first in firsts]
    last = payments.due_dates(day(starts), day(ends), count, at_end=True)
    assert last[-1] == day(ends)
    assert [d + datetime.timedelta(days=1) for d in last[:-1]] == found[1:]


@pytest.mark.parametrize("rows", [1, 50])
def test_queries_of_the_grant_page_do_not_grow(
    as_role, project, years, grant, cast, rows, django_assert_max_num_queries
):
    year = year_of(grant, years[0])
    for i in range(rows):
        due = FIRST + datetime.timedelta(days=i)
        payments.plan_payment(grant_year=year, amount=Decimal(5), due_on=due, by=cast.fund_manager)
        if i % 10 == 0 and i:
            funding.add_grant(
                project=project,
                reference=f"R{i}",
                awarded_on=FIRST,
                amounts={years[2]: Decimal(1)},
                by=cast.fund_manager,
            )
    client = as_role("fund_manager")
    with django_assert_max_num_queries(10):
        assert client.get(list_url(project)).status_code == 200
