"""What is particular about some grants."""

DEFAULT_CONDITION = "The quarter’s report is accepted"
CONDITIONS = {
    "steady-ground": "A recovery plan is agreed",
    "first-steps": "A recovery plan is agreed",
    "under-25": "The late report is in and accepted",
}
ON_HOLD = {"under-25": "On hold: the quarter’s report is late"}
"""Projects whose newest payment due has not been approved, and why."""

APPROVED_NOT_PAID = {"care-link", "her-circle", "night-line", "sunday-health"}
"""Projects whose newest payment due is approved and waits for finance."""

VARIATION = ("warm-welcome", 1, 4_000, "Interpreters at the third site, decided with the funder.")
"""Project, programme year from 0, pounds added, why."""

CORRECTION = ("good-company", 2, "Sent to a closed account; the bank returned it in full.")
"""Project, its payment from 0, why: returned, then paid again."""
