"""The programme's rule for small numbers, for pages that check typed text or print an aim."""

from measures.disclosure import Policy
from measures.series_rows import policies_of
from projects.models import Project


def policy_of(project: Project) -> Policy:
    """The disclosure policy of the project's programme; the default where none is set. One query."""
    return policies_of({project.programme_id})[project.programme_id]
