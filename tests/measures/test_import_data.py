"""manage.py import_data: published series, and every file somebody might hand it."""

import datetime as dt
import io
import json
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.core.management import CommandError, call_command

from ftc_qi.core.tiles import status_word
from measures import faces
from measures.imports import MOST_ROWS
from measures.models import DataPoint, DisclosurePolicy, Measure, MeasureSummary
from projects.models import Programme
from tests.factories import (
    MeasureFactory,
    ProgrammeFactory,
    ProjectFactory,
    TeamMemberFactory,
    monthly_points,
)

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def tests_done(project, cast):
    return MeasureFactory(project=project, name="Tests done")


@pytest.fixture
def accepted(project, cast):
    return MeasureFactory(
        project=project,
        name="Offers accepted",
        data_kind="proportion",
        numerator_label="Said yes",
        denominator_label="Offered",
    )


def run(path, *extra, project="warm-welcome"):
    out = io.StringIO()
    call_command("import_data", str(path), "--project", project, *extra, stdout=out)
    return out.getvalue()


def refusal(path, *extra, **options):
    with pytest.raises(CommandError) as error:
        run(path, *extra, **options)
    assert error.value.returncode == 1
    return str(error.value)


@pytest.fixture
def csv(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "figures.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def xlsx(tmp_path):
    def write(rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        path = tmp_path / "figures.xlsx"
        book.save(path)
        return path

    return write


# --- slice (v): the main job on published data ---------------------------------------------------------------


def reference_case(shared, case_id):
    cases = json.loads((shared / "reference" / "qic_cases.json").read_text())
    return next(case for case in cases if case["id"] == case_id)


@pytest.fixture
def empty_installation(db):
    """A programme and a project with its lead, and nothing else: as start_programme and the pages leave it."""
    assert not Programme.objects.exists()
    project = ProjectFactory(programme=ProgrammeFactory(), slug="infections")
    TeamMemberFactory(project=project, role="lead")
    return project


@pytest.mark.parametrize(
    "case_id, status", [("sh-d01", "improvement"), ("sh-d10", "changed")], ids=["sh-d01", "sh-d10"]
)
def test_published_infections_say_what_the_reference_says(
    client, shared, empty_installation, tmp_path, case_id, status
):
    case = reference_case(shared, case_id)
    measure = MeasureFactory(
        project=empty_installation, name="Infections", direction="down", about_people=False
    )
    lines = [f"{day},{count}" for day, count in zip(case["input"]["x"], case["input"]["y"], strict=True)]
    path = tmp_path / f"{case_id}.csv"
    path.write_text("Period,Infections\n" + "\n".join(lines) + "\n")
    said = run(path, project="infections")
    assert f"{len(lines)} new, 0 changed, 0 the same" in said

    lead = empty_installation.team.get().user
    [series] = faces.series_for([measure], user=lead)
    assert [point.value for point in series.points] == case["input"]["y"]
    [phase] = faces.analyse(series).phases
    [expected] = case["output"]["phases"]
    assert phase.centre == expected["cl_first"]
    for field in ("n_obs", "n_useful", "longest_run", "longest_run_max", "n_crossings", "n_crossings_min"):
        assert getattr(phase, field) == expected[field], field
    assert phase.runs_signal == expected["runs_signal"]
    rules = {signal.rule for signal in faces.analyse(series).signals}
    assert ("shift" in rules) == (expected["longest_run"] > expected["longest_run_max"])
    assert ("crossings" in rules) == (expected["n_crossings"] < expected["n_crossings_min"])

    stored = MeasureSummary.objects.get(measure=measure, face="working")
    assert stored.status == status
    assert stored.data_up_to == series.points[-1].period_start

    client.force_login(lead)
    html = client.get(f"/projects/infections/measures/{measure.pk}/").content.decode()
    says_as_the_reference(html, expected, status)


def says_as_the_reference(html, expected, status):
    """What the measure page prints of the reference: the median, the verdict and what it rests on."""
    assert f"{status_word(status)}</span>" in html
    assert f"Median {expected['cl_first']}<" in html
    rules = dict(re.findall(r'<th scope="row">([^<]*)</th>(<td data-l="Found">.*?)</tr>', html))
    verdicts = {True: "Signal", False: "No signal"}
    for name, found, limit, is_signal in (
        (
            "Longest run on one side",
            expected["longest_run"],
            f"more than {expected['longest_run_max']}",
            expected["longest_run"] > expected["longest_run_max"],
        ),
        (
            "Crossings of the median",
            expected["n_crossings"],
            f"fewer than {expected['n_crossings_min']}",
            expected["n_crossings"] < expected["n_crossings_min"],
        ),
    ):
        told = {"Found": found, "A signal is": limit, "Verdict": verdicts[is_signal]}
        cells = "".join(f'<td data-l="{head}">{text}</td>' for head, text in told.items())
        assert rules[name] == cells
    if status == "improvement":
        assert f"{expected['longest_run']} months in a row below the median" in html
    else:
        assert f"cross the median {expected['n_crossings']} times" in html
        assert f"would cross it {expected['n_crossings_min']} times or more" in html


# --- the two shapes -----------------------------------------------------------------------------------------


def test_a_column_or_a_pair_for_each_measure(csv, cast, tests_done, accepted):
    said = run(
        csv(
            "Month,Tests done,Offers accepted: numerator,Offers accepted: denominator\n"
            "Aug 2026,12,58,92\n"
            '2026-09,"1,015",not collected,\n'
            ",,,\n"
            "1/10/2026,,60,90\n"
        )
    )
    assert "Warm Welcome: 5 new, 0 changed, 0 the same." in said
    assert DataPoint.objects.filter(measure=tests_done).count() == 2
    assert DataPoint.objects.filter(measure=accepted).count() == 3
    assert DataPoint.objects.get(measure=tests_done, period_start=D(2026, 9, 1)).value == 1015
    september = DataPoint.objects.get(measure=accepted, period_start=D(2026, 9, 1))
    assert (september.outcome, september.recorded_by) == ("not_collected", cast.lead)


def test_columns_may_carry_the_measures_own_labels_and_a_note(csv, accepted):
    run(csv("period;said yes;OFFERED;Offers accepted: note\n2026-09;5;9;Half term\n"))
    point = DataPoint.objects.get()
    assert (point.numerator, point.denominator, point.note) == (5, 9, "Half term")


def test_long_form(csv, tests_done, accepted, project):
    MeasureFactory(project=project, name="Days", data_kind="continuous")
    run(
        csv(
            "measure,period,value,numerator,denominator,people,outcome,note\n"
            "Tests done,2026-09,12,,,,,\n"
            "offers accepted,2026-09,,58,92,,,Busy\n"
            "Offers accepted,2026-10,,,,,Nobody eligible,\n"
            "Days,2026-09,4.5,,,31,,\n"
        )
    )
    assert DataPoint.objects.count() == 4
    assert DataPoint.objects.get(measure__name="Days").people == 31
    assert DataPoint.objects.get(note="Busy").numerator == 58


def test_a_workbook_with_dates_and_numbers(xlsx, tests_done, accepted):
    run(
        xlsx(
            [
                ["Period", "Tests done", "Said yes", "Offered"],
                [dt.datetime(2026, 8, 1), 12, 58, 92.0],
                [None, None, None, None],
                [D(2026, 9, 1), 15.0, 60, 90],
            ]
        )
    )
    assert DataPoint.objects.filter(measure=tests_done, value=15).exists()
    assert DataPoint.objects.filter(measure=accepted, denominator=92).exists()


def test_weeks_are_named_by_any_day_in_them(csv, project, cast):
    MeasureFactory(project=project, name="Calls", frequency="weekly")
    run(csv("week beginning,Calls\n5/10/2026,3\nweek of 12 October 2026,4\n"))
    assert list(DataPoint.objects.values_list("period_start", flat=True)) == [D(2026, 10, 5), D(2026, 10, 12)]


def test_importing_again_changes_only_what_differs_and_keeps_notes(csv, tests_done):
    monthly_points(tests_done, [5, 6], start=D(2026, 8, 1), note="Two sites")
    said = run(csv("period,Tests done\n2026-08,5\n2026-09,7\n2026-10,8\n"))
    assert "1 new, 1 changed, 1 the same" in said
    changed = DataPoint.objects.get(period_start=D(2026, 9, 1))
    assert (changed.value, changed.version, changed.note) == (7, 2, "Two sites")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_of_any_usual_program_are_read(csv, project, cast, encoding):
    measure = MeasureFactory(project=project, name="Cafés visited")
    run(csv("period,Cafés visited\r\n2026-09,4\r\n", encoding))
    assert DataPoint.objects.get().measure == measure


# --- who ----------------------------------------------------------------------------------------------------


def test_the_importer_is_named_and_must_be_allowed(csv, cast, tests_done):
    path = csv("period,Tests done\n2026-09,4\n")
    assert "may not enter data" in refusal(path, "--by", "advisor@example.org")
    assert "may not enter data" in refusal(path, "--by", "fund_manager@example.org")
    assert "may not enter data" in refusal(path, "--by", "other-lead@example.org")
    assert "Nobody signs in" in refusal(path, "--by", "nobody@example.org")
    assert not DataPoint.objects.exists()
    run(path, "--by", "MEMBER@example.org")
    assert DataPoint.objects.get().recorded_by == cast.member


def test_without_a_lead_somebody_has_to_be_named(csv, other_project, project):
    MeasureFactory(project=project, name="Tests done")
    assert "no lead" in refusal(csv("period,Tests done\n2026-09,4\n"))
    assert "There is no project" in refusal(csv("x"), project="nowhere")


# --- what is refused ------------------------------------------------------------------------------------------


def test_every_problem_is_told_with_its_row_and_nothing_is_saved(csv, tests_done, accepted):
    words = refusal(
        csv(
            "period,Tests done,Said yes,Offered\n"
            "2026-07,4,5,9\n"
            "\n"
            "2026-08,-4,14,12\n"
            "soon,1,,\n"
            "2026-07,9,,\n"
            "2027-02,9,,\n"
            "2026-09,62%,5,\n"
        )
    )
    assert words.splitlines()[0] == "Nothing was imported."
    assert "Row 4: Tests done: This can't be below 0. Check the number." in words
    assert "Row 4: Offers accepted: 14 is more than 12. Check both numbers." in words
    assert "Row 5: “soon” is not a date we can read." in words
    assert "Row 6: Tests done: the period is in row 2 already." in words
    assert "Row 7: This is in the future." in words
    assert "Row 8: Tests done: “62%” is a percentage." in words
    assert "Row 8: Offers accepted: Fill both numbers, or neither." in words
    assert not DataPoint.objects.exists()


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "The file is empty."),
        ("\n\n,,\n", "The file is empty."),
        ("Tests done\n4\n", "No column is called “period”"),
        ("period\n2026-09\n", "There is no column of figures."),
        ("period,Tests done\n", "no figures"),
        ("period,Tests done\n2026-09,\n", "The file holds no figures."),
        (
            "period,Testing\n2026-09,4\n",
            "Row 1: “Testing” is not a measure of this project. Its measures are",
        ),
        ("period,Tests done,tests  DONE\n2026-09,4,4\n", "stands twice"),
        ("period,Offers accepted\n2026-09,4\n", "needs two columns"),
        ("period,Tests done\n2026-09,4,5\n", "Row 2: Column 3 has no name"),
        ("measure,period,value,colour\nTests done,2026-09,4,red\n", "“colour” is not a column we know"),
        ("measure,period,value\nTesting,2026-09,4\n", "Row 2: “Testing” is not a measure"),
        ("measure,period,value\n,2026-09,4\n", "Row 2: No measure is named"),
        ("measure,period,value\nOffers accepted,2026-09,4\n", "Row 2: Offers accepted: it takes a numerator"),
        ("measure,period,numerator\nTests done,2026-09,4\n", "Row 2: Tests done: it takes a value"),
        ("measure,period,value,value\nTests done,2026-09,4,5\n", "Two columns are called “value”"),
        ("measure,period,value,note\nTests done,2026-09,4,Ring 07700 900123\n", "a phone number"),
        ("measure,period,value,outcome\nTests done,2026-09,,lost\n", "Choose one of the answers"),
        ("period,Rare ones\n2026-09,4\n", "keeps single events"),
        ('period,"Tests done\n' + "x" * 140_000, "This is not a table"),
        ("period,Tests done\n" + "2026-09,4\n" * (MOST_ROWS + 1), "more than 20,000 rows"),
        ("period" + ",Tests done" * 500, "more than 400 columns"),
    ],
    ids=lambda text: text[:24].strip() or "blank",
)
def test_a_file_that_cannot_be_is_refused_in_words(csv, tests_done, accepted, project, text, words):
    MeasureFactory(project=project, name="Rare ones", data_kind="events", frequency="")
    assert words in refusal(csv(text))
    assert not DataPoint.objects.exists()


def test_labels_that_two_measures_share_need_the_measures_name(csv, project, accepted):
    MeasureFactory(project=project, name="Second offers", data_kind="proportion", denominator_label="Offered")
    assert "could be two columns" in refusal(csv("period,Offered\n2026-09,4\n"))


def test_rows_are_numbered_as_the_file_shows_them(csv, tests_done, xlsx):
    words = refusal(csv('period,Tests done,Tests done: note\n2026-08,4,"two\nlines"\n2026-09,x,\n'))
    assert "Row 4: Tests done: “x” is not a number" in words
    words = refusal(xlsx([["period", "Tests done"], [], ["2026-09", "x"]]))
    assert "Row 3: Tests done: “x” is not a number" in words


def test_what_is_no_table_is_refused_without_a_traceback(tmp_path, tests_done, xlsx):
    path = tmp_path / "figures.xlsx"
    for content, words in (
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not a CSV or XLSX file"),
        (b"PK\x03\x04 but no more", "not a workbook we can read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "old Excel file"),
        (bytes(range(256)), "not a CSV or XLSX file"),
    ):
        path.write_bytes(content)
        assert words in refusal(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "no workbook")
    assert "not a workbook we can read" in refusal(path)
    whole = xlsx([["period", "Tests done"], ["2026-09", 4]]).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "not a workbook we can read" in refusal(path)
    assert "There is no file" in refusal(tmp_path / "nothing.csv")
    assert "There is no file" in refusal(tmp_path)


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path, tests_done):
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sheet.xml", "w") as part,
    ):
        for _ in range(210):
            part.write(b" " * 1_000_000)
    assert path.stat().st_size < 1_000_000
    assert "too large when unpacked" in refusal(path)


def test_an_entity_bomb_in_a_workbook_is_refused(tmp_path, tests_done, xlsx):
    sound = xlsx([["period", "Tests done"], ["2026-09", 4]])
    bomb = tmp_path / "lol.xlsx"
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(bomb, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = content.decode()
                head = f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'
                content = (head + text.replace("<v>4</v>", "<v>&l9;</v>")).encode()
            target.writestr(name, content)
    assert "Nothing was imported." in refusal(bomb)


def test_a_project_without_measures_says_so(csv, cast):
    assert "no measures yet" in refusal(csv("period,x\n2026-09,4\n"))


def test_small_numbers_of_people_come_in_whole(csv, tests_done):
    """The import stores exact numbers; protection is the shared face's."""
    run(csv("period,Tests done\n2026-09,3\n"))
    assert DataPoint.objects.get().value == Decimal(3)
    assert DisclosurePolicy.objects.exists()
    assert Measure.objects.get(pk=tests_done.pk).about_people
