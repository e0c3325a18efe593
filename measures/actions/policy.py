"""Set how a programme protects small numbers; every summary of its measures follows."""

from django.db import transaction

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from measures.models import DisclosurePolicy, Measure
from measures.summaries import rebuild_summaries
from projects.models import Programme


@transaction.atomic
def set_policy(*, programme: Programme, hide_below: int, version: int | None, by) -> DisclosurePolicy:
    """Hide numbers from 1 to `hide_below` − 1, and rebuild the programme's summaries.

    version: of the policy as it was read; None where there was none yet (the default held). Raises
    StaleVersion, and Refused where somebody made the first one meanwhile.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    stored = DisclosurePolicy.objects.filter(programme=programme).first()
    if stored is None:
        policy = DisclosurePolicy(programme=programme, hide_below=hide_below)
        history.create(policy, by=by, event="protection_set")
    elif version is None:
        raise Refused("Somebody set this a moment ago. Open the page again to see it.")
    else:
        values = {"hide_below": hide_below}
        policy = history.change(stored, values=values, version=version, by=by, event="protection_changed")
    rebuild_summaries(Measure.objects.current().filter(project__programme=programme))
    return policy
