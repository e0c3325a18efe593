"""The funder's page: the whole fund at once, and the same as a file."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ftc_qi.core.downloads import csv_download, safe_text
from ftc_qi.core.tiles import status_word
from ftc_qi.core.today import today
from ftc_qi.pages.fund import Fund, gather_fund
from projects.permissions import Permission, programme_view


@require_safe
@programme_view(Permission.PORTFOLIO_VIEW)
def portfolio(request, programme):
    return render(
        request,
        "pages/portfolio.html",
        {
            "programme": programme,
            "others": request.other_programmes,
            "fund": gather_fund(programme, today()),
        },
    )


@require_safe
@programme_view(Permission.PORTFOLIO_VIEW)
def portfolio_csv(request, programme):
    """The rows and totals of the page. Nothing in it is more exact than on the page."""
    fund = gather_fund(programme, today())
    scores = ["Advisor's progress score", "Scored month"] if fund.shows_scores else []
    rows = [
        [
            "Project",
            "Lead organisation",
            "Themes",
            "Population groups",
            "Boroughs",
            "Project status",
            "Aim",
            "Main outcome",
            "Status of the main outcome",
            "Out of date",
            "Figures up to",
            "Process measures improving",
            "Process measures",
            "Awarded (£)",
            "Paid (£)",
            "Paid (%)",
            "Time gone (%)",
            *scores,
        ],
        *_project_lines(fund),
    ]
    improving, measures = fund.process
    totals = [fund.total.awarded, fund.total.paid, _blank(fund.paid_part), ""]
    rows.append(["Total", *[""] * 10, improving, measures, *totals, *[""] * len(scores)])
    rows += [[], ["Year", "Budget (£)", "Awarded (£)", "Paid (£)", "Remaining (£)"]]
    for year in (*fund.years, fund.total):
        rows.append([year.label, year.budget, year.awarded, year.paid, year.remaining])
    return csv_download(rows, f"portfolio-{programme.slug}.csv")


def _project_lines(fund: Fund):
    for row in fund.rows:
        reading = row.reading
        yield [
            safe_text(row.project.name),
            safe_text(row.names.lead),
            safe_text("; ".join(row.names.themes.values())),
            safe_text("; ".join(row.names.groups.values())),
            safe_text("; ".join(row.names.areas.values())),
            row.project.get_status_display(),
            safe_text(row.aim),
            safe_text(reading.series.name) if reading else "",
            status_word(reading.status) if reading else "No main outcome yet",
            "yes" if reading and reading.stale else "no",
            reading.up_to if reading else "",
            row.process_improving,
            row.process_total,
            row.awarded,
            row.paid,
            _blank(row.paid_part),
            _blank(row.time_part),
            *(_score(row) if fund.shows_scores else ()),
        ]


def _score(row):
    return (row.score.score, f"{row.score.month:%Y-%m}") if row.score else ("", "")


def _blank(number):
    return "" if number is None else number
