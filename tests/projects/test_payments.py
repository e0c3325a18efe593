"""Payments: planned, approved, paid, sent back, corrected; by two people; totals equal rows throughout."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError

from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.models import AuditEvent
from projects.actions import funding
from projects.actions import payments as actions
from projects.models import Payment, ProjectParty
from tests.factories import OrganisationFactory, ProgrammeRoleFactory, ProgrammeYearFactory, ProjectFactory
from tests.projects.test_grants import assert_totals_equal_rows

S = Payment.Status
TODAY = datetime.date(2026, 10, 2)
DUE = datetime.date(2026, 7, 1)


@pytest.fixture(autouse=True)
def _second_of_october():
    with time_machine.travel(datetime.datetime(2026, 10, 2, 12, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def year(programme):
    return ProgrammeYearFactory(programme=programme)


def award(project, year, by, amount=80_000, reference="FTC-1"):
    """A grant's year."""
    grant = funding.add_grant(
        project=project,
        reference=reference,
        awarded_on=datetime.date(2026, 4, 1),
        amounts={year: Decimal(amount)},
        by=by,
    )
    return grant.years.get()


@pytest.fixture
def grant_year(project, year, cast):
    return award(project, year, cast.fund_manager)


@pytest.fixture
def payment(grant_year, cast):
    return plan(grant_year, cast)


def plan(grant_year, cast, amount="20000", due_on=DUE, condition=""):
    return actions.plan_payment(
        grant_year=grant_year,
        amount=Decimal(amount),
        due_on=due_on,
        condition=condition,
        by=cast.fund_manager,
    )


def bring(payment, status, cast):
    """Bring a planned payment to a status."""
    if status != S.PLANNED:
        payment = actions.approve_payment(payment=payment, version=None, by=cast.fund_manager)
    if status == S.PAID:
        payment = actions.record_payment(payment=payment, paid_on=DUE, version=None, by=cast.finance)
    return payment


def url(payment, step=""):
    return f"/payments/{payment.pk}/{step}{'/' if step else ''}"


FIELDS = {"approve": {}, "record": {"paid_on": "2026-10-01"}, "send-back": {"why": "Report is missing"}}
STEPS = {"approve": "approve", "record": "record", "send-back": "send_back"}
ROLE = {"approve": "fund_manager", "record": "finance", "send-back": "fund_manager"}


# --- the table ---------------------------------------------------------------------------------------------


def test_the_moves_are_the_table():
    pairs = {(move.source, move.to) for move in actions.MOVES.values()}
    assert pairs == {(source, to) for source, targets in Payment.TRANSITIONS.items() for to in targets}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("step", list(STEPS))
def test_every_move_from_every_status(as_role, cast, payment, step, status):
    payment = bring(payment, status, cast)
    move = actions.MOVES[STEPS[step]]
    response = as_role(ROLE[step]).post(url(payment, step), {"version": payment.version, **FIELDS[step]})
    payment.refresh_from_db()
    if status == move.source:
        assert response.status_code == 302
        assert payment.status == move.to
    else:
        assert response.status_code == 422
        assert "Nothing was changed" in response.content.decode()
        assert payment.status == status
    assert_totals_equal_rows(payment.grant_year.grant)


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("role", ["fund_manager", "finance"])
def test_buttons_come_from_the_table_and_the_role(as_role, cast, payment, role, status):
    payment = bring(payment, status, cast)
    page = as_role(role).get(url(payment)).content.decode()
    offered = {step for step in STEPS if url(payment, step) in page}
    assert offered == {
        step
        for step, name in STEPS.items()
        if actions.MOVES[name] in actions.moves_from(status) and ROLE[step] == role
    }


# --- who ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, see, plan_, record",
    [
        ("fund_manager", 200, 200, 403),
        ("finance", 200, 403, 200),
        ("lead", 404, 404, 404),
        ("advisor", 404, 404, 404),
        ("funder", 404, 404, 404),
        ("other_lead", 404, 404, 404),
        ("outsider", 404, 404, 404),
    ],
)
def test_payments_are_fund_managers_and_finances(as_role, payment, role, see, plan_, record):
    client = as_role(role)
    for page in ("/payments/", "/payments/export/", url(payment)):
        assert client.get(page).status_code == see
    for step in ("edit", "withdraw", "approve", "send-back", "correct"):
        assert client.get(url(payment, step)).status_code == plan_
    assert client.get(url(payment, "record")).status_code == record


def test_a_signed_out_person_is_sent_to_sign_in(client, payment):
    assert client.get(url(payment)).status_code == 302


def test_a_fund_manager_elsewhere_finds_nothing(client, payment):
    stranger = ProgrammeRoleFactory(role="fund_manager").user
    client.force_login(stranger)
    assert client.get(url(payment)).status_code == 404
    assert client.post(url(payment, "approve"), {"version": 1}).status_code == 404
    assert "Warm Welcome" not in client.get("/payments/").content.decode()


def test_finance_reads_names_and_opens_no_project(as_role, project, payment):
    ProjectParty.objects.create(
        project=project, organisation=OrganisationFactory(name="Kestrel Lane"), role="lead"
    )
    client = as_role("finance")
    for page in ("/payments/", url(payment)):
        text = client.get(page).content.decode()
        assert "Warm Welcome" in text
        assert "Kestrel Lane" in text
        assert "/projects/" not in text.split("<main")[1].split("</main")[0]
    assert client.get(f"/projects/{project.slug}/grants/").status_code == 404
    assert client.get(f"/projects/{project.slug}/edit/").status_code == 404


# --- the way of a payment ----------------------------------------------------------------------------------


def test_a_payment_is_planned_approved_and_paid_by_two_people(as_role, cast, payment):
    manager = as_role("fund_manager")
    assert "Approve £20,000 to Warm Welcome?" in manager.get(url(payment, "approve")).content.decode()
    manager.post(url(payment, "approve"), {"version": 1})
    grant = assert_totals_equal_rows(payment.grant_year.grant)
    assert (grant.approved, grant.paid) == (20_000, 0)
    finance = as_role("finance")
    assert url(payment, "record") in finance.get("/payments/").content.decode()
    finance.post(url(payment, "record"), {"version": 2, "paid_on": "1 October 2026"})
    payment.refresh_from_db()
    assert (payment.status, payment.approved_by, payment.paid_by) == (S.PAID, cast.fund_manager, cast.finance)
    assert payment.paid_on == datetime.date(2026, 10, 1)
    grant = assert_totals_equal_rows(grant)
    assert (grant.approved, grant.paid) == (20_000, 20_000)
    page = finance.get(url(payment)).content.decode()
    for words in ("Planned by", "Approved by", "Recorded as paid by"):
        assert words in page
    events = AuditEvent.objects.filter(target_label="projects.payment", target_id=payment.pk)
    assert [event.event for event in events.order_by("pk")] == [
        "payment_planned",
        "payment_approved",
        "payment_paid",
    ]


def test_one_person_with_both_roles_never_does_both(client, cast, programme, payment):
    ProgrammeRoleFactory(programme=programme, role="finance", user=cast.fund_manager)
    client.force_login(cast.fund_manager)
    client.post(url(payment, "approve"), {"version": 1})
    page = client.get(url(payment)).content.decode()
    assert "somebody else has to record it as paid" in page
    assert url(payment, "record") not in page
    assert url(payment, "record") not in client.get("/payments/").content.decode()
    response = client.post(url(payment, "record"), {"version": 2, "paid_on": "2026-10-01"})
    assert response.status_code == 422
    assert "somebody else has to record it as paid" in response.content.decode()
    payment.refresh_from_db()
    assert payment.status == S.APPROVED


@pytest.mark.parametrize(
    "paid_on, says",
    [
        ("2026-10-03", "still to come"),
        ("2026-03-31", "The grant was awarded on 1 April 2026"),
        ("", "Give the date"),
        ("yesterday", "Enter a valid date"),
    ],
)
def test_a_day_of_payment_that_cannot_be_is_refused(as_role, cast, payment, paid_on, says):
    bring(payment, S.APPROVED, cast)
    response = as_role("finance").post(url(payment, "record"), {"version": 2, "paid_on": paid_on})
    assert response.status_code == 422
    assert says in response.content.decode()
    payment.refresh_from_db()
    assert payment.status == S.APPROVED


def test_an_approved_payment_goes_back_with_a_reason_that_finance_reads(as_role, cast, payment):
    bring(payment, S.APPROVED, cast)
    client = as_role("fund_manager")
    assert client.post(url(payment, "send-back"), {"version": 2, "why": ""}).status_code == 422
    client.post(url(payment, "send-back"), {"version": 2, "why": "Report is missing"})
    payment.refresh_from_db()
    assert (payment.status, payment.approved_by) == (S.PLANNED, None)
    assert assert_totals_equal_rows(payment.grant_year.grant).approved == 0
    assert "Report is missing" in as_role("finance").get(url(payment)).content.decode()


def test_approvals_stay_within_the_years_amount(as_role, cast, grant_year):
    first, second = plan(grant_year, cast, "50000"), plan(grant_year, cast, "30000")
    grant = grant_year.grant
    funding.vary_grant(
        grant=grant,
        amounts={grant_year.programme_year: Decimal(60_000)},
        why="x",
        version=None,
        by=cast.fund_manager,
    )
    client = as_role("fund_manager")
    client.post(url(first, "approve"), {"version": 1})
    response = client.post(url(second, "approve"), {"version": 1})
    assert response.status_code == 422
    assert "£10,000 of £60,000 is left to approve in 2026–27" in response.content.decode()
    assert assert_totals_equal_rows(grant).approved == 50_000


# --- editing and withdrawing -------------------------------------------------------------------------------


def test_a_planned_payment_is_edited_and_a_stale_form_shows_both(as_role, cast, payment):
    client = as_role("fund_manager")
    fields = {"version": 1, "amount": "£19,999.50", "due_on": "2026-08-01", "condition": "Report accepted"}
    assert client.post(url(payment, "edit"), fields).status_code == 302
    payment.refresh_from_db()
    assert (payment.amount, payment.due_on) == (Decimal("19999.50"), datetime.date(2026, 8, 1))
    response = client.post(url(payment, "edit"), fields | {"amount": "18000"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "19999.50" in page
    assert "18000" in page
    assert_totals_equal_rows(payment.grant_year.grant)


@pytest.mark.parametrize("status", [S.APPROVED, S.PAID])
def test_only_a_planned_payment_is_edited_or_withdrawn(as_role, cast, payment, status):
    payment = bring(payment, status, cast)
    client = as_role("fund_manager")
    fields = {"version": payment.version, "amount": "5", "due_on": "2026-08-01", "why": "x"}
    for step in ("edit", "withdraw"):
        response = client.post(url(payment, step), fields)
        assert response.status_code == 422
        assert "Only a planned payment" in response.content.decode()


def test_an_edit_stays_within_the_year(as_role, cast, payment, grant_year):
    plan(grant_year, cast, "50000", due_on=TODAY)
    fields = {"version": 1, "amount": "30000.01", "due_on": "2026-08-01"}
    response = as_role("fund_manager").post(url(payment, "edit"), fields)
    assert response.status_code == 422
    assert "£30,000 of £80,000 is left to plan" in response.content.decode()


def test_a_withdrawn_payment_is_gone_and_its_money_left_to_plan(as_role, payment, grant_year):
    client = as_role("fund_manager")
    client.post(url(payment, "withdraw"), {"version": 1, "why": "Planned twice"})
    payment.refresh_from_db()
    assert payment.withdrawn_why == "Planned twice"
    assert client.get(url(payment)).status_code == 404
    assert funding.left_to_plan(grant_year) == 80_000
    assert "£20,000" not in client.get("/payments/").content.decode()


# --- at the same moment ------------------------------------------------------------------------------------


def test_two_fund_managers_approving_one_wins_and_the_other_is_told(client, cast, programme, payment):
    second = ProgrammeRoleFactory(programme=programme, role="fund_manager").user
    client.force_login(second)
    client.get(url(payment, "approve"))
    actions.approve_payment(payment=payment, version=1, by=cast.fund_manager)
    response = client.post(url(payment, "approve"), {"version": 1})
    page = response.content.decode()
    assert response.status_code == 422
    assert f"{cast.fund_manager.display_name} approved this payment on 2 October 2026" in page
    payment.refresh_from_db()
    assert payment.approved_by == cast.fund_manager
    assert AuditEvent.objects.filter(event="payment_approved").count() == 1
    assert_totals_equal_rows(payment.grant_year.grant)


def test_recording_twice_pays_once(as_role, cast, payment):
    bring(payment, S.APPROVED, cast)
    client = as_role("finance")
    fields = {"version": 2, "paid_on": "2026-10-01"}
    assert client.post(url(payment, "record"), fields).status_code == 302
    response = client.post(url(payment, "record"), fields)
    assert response.status_code == 422
    assert f"{cast.finance.display_name} has recorded this payment as paid on 1 October 2026" in (
        response.content.decode()
    )
    assert assert_totals_equal_rows(payment.grant_year.grant).paid == 20_000


def test_an_amount_changed_meanwhile_is_shown_before_it_is_approved(as_role, cast, payment):
    actions.edit_payment(payment=payment, values={"amount": Decimal(25_000)}, version=1, by=cast.fund_manager)
    client = as_role("fund_manager")
    response = client.post(url(payment, "approve"), {"version": 1})
    page = response.content.decode()
    assert response.status_code == 422
    assert "The payment is now £25,000, due on 1 July 2026" in page
    assert 'name="version" value="2"' in page
    client.post(url(payment, "approve"), {"version": 2})
    assert assert_totals_equal_rows(payment.grant_year.grant).approved == 25_000


def test_a_stale_action_changes_nothing(cast, payment):
    actions.edit_payment(payment=payment, values={"amount": Decimal(25_000)}, version=1, by=cast.fund_manager)
    with pytest.raises(StaleVersion):
        actions.approve_payment(payment=payment, version=1, by=cast.fund_manager)
    with pytest.raises(StaleVersion):
        actions.withdraw_payment(payment=payment, why="x", version=1, by=cast.fund_manager)
    assert assert_totals_equal_rows(payment.grant_year.grant).approved == 0


# --- corrections -------------------------------------------------------------------------------------------


def test_a_correction_takes_money_back_by_two_people(as_role, cast, payment):
    payment = bring(payment, S.PAID, cast)
    grant = payment.grant_year.grant
    manager = as_role("fund_manager")
    assert url(payment, "correct") in manager.get(url(payment)).content.decode()
    response = manager.post(url(payment, "correct"), {"amount": "£500.50", "why": "Paid too much"})
    correction = Payment.objects.get(reverses=payment)
    assert response.url == url(correction)
    assert (correction.amount, correction.status) == (Decimal("-500.50"), S.PLANNED)
    page = manager.get(url(correction)).content.decode()
    assert "Correction of £500.50, Warm Welcome" in page
    assert "Paid too much" in page
    assert_totals_equal_rows(grant)
    manager.post(url(correction, "approve"), {"version": 1})
    grant = assert_totals_equal_rows(grant)
    assert (grant.approved, grant.paid) == (20_000, 20_000)  # not until the money is back
    response = as_role("finance").post(url(correction, "record"), {"version": 2, "paid_on": "2026-06-30"})
    assert "can&#x27;t have come back earlier" in response.content.decode()
    as_role("finance").post(url(correction, "record"), {"version": 2, "paid_on": "2026-10-02"})
    grant = assert_totals_equal_rows(grant)
    assert (grant.approved, grant.paid) == (Decimal("19499.50"), Decimal("19499.50"))
    assert funding.left_to_plan(payment.grant_year) == Decimal("60500.50")


def test_a_whole_grant_paid_and_taken_back_holds_the_totals_at_each_step(cast, grant_year):
    steps = []
    payment = bring(plan(grant_year, cast, "80000"), S.PAID, cast)
    correction = actions.correct_payment(
        payment=payment, amount=Decimal(80_000), why="Wrong account", by=cast.fund_manager
    )
    steps.append(assert_totals_equal_rows(grant_year.grant))
    correction = bring(correction, S.APPROVED, cast)
    steps.append(assert_totals_equal_rows(grant_year.grant))
    correction = actions.send_back_payment(
        payment=correction, why="Not yet", version=None, by=cast.fund_manager
    )
    steps.append(assert_totals_equal_rows(grant_year.grant))
    actions.approve_payment(payment=correction, version=None, by=cast.fund_manager)
    actions.record_payment(payment=correction, paid_on=TODAY, version=None, by=cast.finance)
    assert [(row.approved, row.paid) for row in steps] == [(80_000, 80_000)] * 3
    grant = assert_totals_equal_rows(grant_year.grant)
    assert (grant.approved, grant.paid) == (0, 0)
    again = bring(plan(grant_year, cast, "80000", due_on=TODAY), S.APPROVED, cast)
    actions.record_payment(payment=again, paid_on=TODAY, version=None, by=cast.finance)
    assert assert_totals_equal_rows(grant).paid == 80_000


@pytest.mark.parametrize(
    "fields, says",
    [
        ({"amount": "20,000.01"}, "between 1p and £20,000"),
        ({"amount": "0"}, "Write more than £0"),
        ({"why": ""}, "Fill this in"),
    ],
)
def test_a_bad_correction_says_why(as_role, cast, payment, fields, says):
    bring(payment, S.PAID, cast)
    fields = {"amount": "5", "why": "Paid too much"} | fields
    response = as_role("fund_manager").post(url(payment, "correct"), fields)
    assert response.status_code == 422
    assert says in response.content.decode()


def test_what_cannot_be_corrected_is_refused(as_role, cast, payment):
    client = as_role("fund_manager")
    fields = {"amount": "5", "why": "x"}
    assert "Only a paid payment" in client.post(url(payment, "correct"), fields).content.decode()
    payment = bring(payment, S.PAID, cast)
    client.post(url(payment, "correct"), fields)
    assert "has a correction already" in client.post(url(payment, "correct"), fields).content.decode()
    correction = Payment.objects.get(reverses=payment)
    assert client.get(url(correction, "edit")).status_code == 404
    with pytest.raises(Refused, match="isn't edited"):
        actions.edit_payment(payment=correction, values={}, version=None, by=cast.fund_manager)
    bring(correction, S.APPROVED, cast)
    actions.record_payment(payment=correction, paid_on=TODAY, version=None, by=cast.finance)
    assert "a correction itself" in client.post(url(correction, "correct"), fields).content.decode()


def test_a_withdrawn_correction_frees_the_payment_for_another(cast, payment):
    payment = bring(payment, S.PAID, cast)
    facts = {"payment": payment, "amount": Decimal(5), "why": "x", "by": cast.fund_manager}
    first = actions.correct_payment(**facts)
    actions.withdraw_payment(payment=first, why="Not needed", version=1, by=cast.fund_manager)
    actions.correct_payment(**facts)
    assert_totals_equal_rows(payment.grant_year.grant)


def test_paid_payments_block_even_a_write_past_the_actions(cast, payment):
    payment = bring(payment, S.PAID, cast)
    with pytest.raises(IntegrityError):
        type(payment.grant_year.grant).objects.update(approved=0)


# --- the list ----------------------------------------------------------------------------------------------


@pytest.fixture
def four(project, other_project, programme, year, grant_year, cast):
    """Overdue planned, due approved, paid, and a planned one of another project next year."""
    later = ProgrammeYearFactory(
        programme=programme, starts_on=datetime.date(2027, 4, 1), ends_on=datetime.date(2028, 3, 31)
    )
    plan(grant_year, cast, "1000.25", due_on=datetime.date(2026, 10, 1), condition="=SUM(A1)")
    bring(plan(grant_year, cast, "200", due_on=TODAY), S.APPROVED, cast)
    bring(plan(grant_year, cast, "30"), S.PAID, cast)
    plan(award(other_project, later, cast.fund_manager), cast, "4", due_on=datetime.date(2027, 5, 1))
    return later


@pytest.mark.parametrize(
    "query, amounts, total",
    [
        ({}, ["£1,000.25", "£200", "£4", "£30"], "£1,234.25"),
        ({"status": "overdue"}, ["£1,000.25"], "£1,000.25"),
        ({"status": "planned"}, ["£1,000.25", "£4"], "£1,004.25"),
        ({"status": "approved"}, ["£200"], "£200"),
        ({"status": "paid"}, ["£30"], "£30"),
        ({"project": "night-line"}, ["£4"], "£4"),
        ({"project": "night-line", "status": "paid"}, [], None),
        ({"status": "nonsense"}, ["£1,000.25", "£200", "£4", "£30"], "£1,234.25"),
    ],
)
def test_the_list_is_filtered_and_its_total_is_that_of_its_rows(as_role, four, query, amounts, total):
    response = as_role("finance").get("/payments/", query)
    assert [row.amount for row in response.context["rows"]] == [
        Decimal(amount.strip("£").replace(",", "")) for amount in amounts
    ]
    page = response.content.decode()
    if total:
        assert f'class="q-num">{total}</td>' in page.split("<tfoot>")[1]
    else:
        assert "No payment fits" in page
    assert "1 payment is overdue" in page


def test_the_list_is_filtered_by_year(as_role, four):
    response = as_role("fund_manager").get("/payments/", {"year": four.pk})
    assert [row.amount for row in response.context["rows"]] == [4]


def test_a_list_over_pages_says_what_its_total_is(as_role, cast, grant_year):
    for i in range(30):
        plan(grant_year, cast, "10.10", due_on=DUE + datetime.timedelta(days=i))
    client = as_role("fund_manager")
    page = client.get("/payments/", {"status": "planned"}).content.decode()
    assert "These 25 payments" in page
    assert "£252.50" in page
    assert "All 30 payments listed come to £303" in page
    second = client.get("/payments/", {"status": "planned", "page": 2})
    assert len(second.context["rows"]) == 5
    assert "£50.50" in second.content.decode()


def test_the_csv_holds_the_filtered_list_and_no_formula(as_role, four):
    response = as_role("finance").get("/payments/export/", {"status": "planned"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["Amount"] for row in rows] == ["1000.25", "4.00"]
    assert rows[0]["What has to be in place first"] == "'=SUM(A1)"
    assert rows[0]["Due on"] == "2026-10-01"


def test_an_empty_list_says_where_payments_come_from(as_role):
    assert "No payments yet" in as_role("finance").get("/payments/").content.decode()
    assert "Choose a project" in as_role("fund_manager").get("/payments/").content.decode()


def test_payments_of_another_programme_stay_apart(client, cast, payment):
    second = ProgrammeRoleFactory(user=cast.fund_manager).programme
    client.force_login(cast.fund_manager)
    page = client.get(f"/payments/?programme={second.slug}").content.decode()
    assert "Warm Welcome" not in page
    assert second.name in page
    # The payment itself is found without naming the programme, and leads back to its own.
    page = client.get(url(payment)).content.decode()
    assert "/payments/?programme=riverside" in page


@pytest.mark.parametrize("rows", [1, 50])
def test_queries_of_the_list_do_not_grow(as_role, cast, year, programme, rows, django_assert_max_num_queries):
    for i in range(rows):
        project = ProjectFactory(programme=programme)
        grant_year = award(project, year, cast.fund_manager, amount=100, reference=f"R{i}")
        ProjectParty.objects.create(project=project, organisation=OrganisationFactory(), role="lead")
        bring(plan(grant_year, cast, "5"), list(S)[i % 3], cast)
    client = as_role("finance")
    with django_assert_max_num_queries(13):
        client.get("/payments/")
    with django_assert_max_num_queries(8):
        client.get("/payments/export/")


def test_queries_of_one_payment_are_few(as_role, cast, payment, django_assert_max_num_queries):
    bring(payment, S.PAID, cast)
    client = as_role("fund_manager")
    with django_assert_max_num_queries(10):
        client.get(url(payment))
