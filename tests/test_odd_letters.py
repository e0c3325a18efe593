"""Whatever people type, every page and file of it opens: letters that no file may hold, markup, other scripts."""

import io
import zipfile
from xml.etree import ElementTree

import pytest
from django.db import models
from django.urls import reverse
from pptx import Presentation
from pypdf import PdfReader

from community.models import Action, Comment
from measures.models import ControlItem, Measure
from projects.models import (
    Cause,
    CauseCategory,
    ChangeIdea,
    CycleQuestion,
    Driver,
    Fishbone,
    Observation,
    ObservationFile,
    PDSACycle,
    ProcessLane,
    ProcessStep,
    ProgressScore,
    Project,
)
from tests.factories import AimStatementFactory, MeasureFactory, monthly_points
from tests.method_world import write_method

TYPED = (Action, Comment, ControlItem, Measure, Cause, CauseCategory, ChangeIdea, CycleQuestion, Driver)
TYPED += (Fishbone, Observation, ObservationFile, PDSACycle, ProcessLane, ProcessStep, ProgressScore, Project)
ODD = "\x01\x0b\x1b\x7f\ufffe]]><script>alert(1)</script>&amp;\"'#let $x$ \\n {{7*7}} =1+1 \u202e\u0301 我 👩🏽‍⚕️ "
PAGES = (
    *(
        "causes",
        "causes_svg",
        "causes_png",
        "causes_pdf",
        "process",
        "process_svg",
        "process_png",
        "process_pdf",
    ),
    *("drivers", "drivers_svg", "drivers_png", "drivers_pdf", "drivers_edit", "idea_list", "cycle_list"),
    *("cycle_board", "aim", "scores", "health", "gains", "score_team_add", "summary", "summary_pdf"),
    *("storyboard", "project", "published"),
)


def write_oddly():
    """Put odd letters at both ends of every word that was typed."""
    for model in TYPED:
        for row in model.objects.all():
            for field in model._meta.concrete_fields:
                text = getattr(row, field.attname)
                if not isinstance(field, models.CharField | models.TextField) or field.choices or not text:
                    continue
                if field.name in ("slug", "evidence_url", "unit", "data_kind", "frequency"):
                    continue
                room = field.max_length or 400
                setattr(row, field.attname, f"{row.pk}{ODD}{text}"[:room])
            row.save()


@pytest.fixture
def odd(project, cast):
    found = {
        "count": MeasureFactory(project=project, name="Offers", kind="outcome", is_primary=True),
        "proportion": MeasureFactory(project=project, name="Accepted", data_kind="proportion", unit="%"),
    }
    monthly_points(found["count"], [20 + i % 5 for i in range(20)])
    monthly_points(found["proportion"], [(20 + i % 5, 40) for i in range(20)])
    AimStatementFactory(project=project, what=f"Tests {ODD}"[:200])
    write_method(project, found, cast)
    write_oddly()
    return found


def opened(response):
    """Read the file as its program would."""
    kind, body = response["Content-Type"], response.content
    if kind.startswith("image/svg"):
        ElementTree.fromstring(body)
    elif kind == "application/pdf":
        assert len(PdfReader(io.BytesIO(body)).pages) == 1
    elif kind.endswith("presentation"):
        assert len(Presentation(io.BytesIO(body)).slides) > 5
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            for name in parts.namelist():
                if name.endswith((".xml", ".rels")):
                    ElementTree.fromstring(parts.read(name))
    elif kind.startswith("text/html"):
        assert b"<script>alert" not in body


def test_every_page_and_file_opens(as_role, odd, project):
    slug = [project.slug]
    urls = [reverse(f"pages:{name}", args=slug) for name in PAGES if name != "published"]
    urls += [reverse(f"community:{name}", args=slug) for name in ("action_list", "comment_list")]
    for cycle in PDSACycle.objects.all():
        urls += [reverse(f"pages:{name}", args=[*slug, cycle.pk]) for name in ("cycle", "cycle_history")]
    urls += [reverse("pages:idea", args=[*slug, idea.pk]) for idea in ChangeIdea.objects.all()]
    urls += ["/", "/ideas/", "/actions/", "/projects/"]
    for measure in odd.values():
        names = ("measure", "chart_svg", "chart_png", "data_csv")
        urls += [reverse(f"measures:{name}", args=[*slug, measure.pk]) for name in names]
    client, wrong = as_role("lead"), []
    client.raise_request_exception = False
    for url in urls:
        response = client.get(url)
        try:
            assert response.status_code == 200, response.status_code
            opened(response)
        except Exception as error:
            wrong.append(f"{url}: {type(error).__name__} {str(error)[:200]}")
    assert not wrong, "\n".join(wrong)
