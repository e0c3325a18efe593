"""Money, dates, icons, status tiles and shared components, as a page shows them."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from ftc_qi.core.icons import ICONS
from ftc_qi.core.tiles import STATUS_LOOKS, tile_svg


def render(source, request=None, **context):
    return engines["django"].from_string("{% load ftc %}" + source).render(context, request)


@pytest.mark.parametrize(
    "value, shown",
    [
        (83300, "£83,300"),
        (Decimal("83300.00"), "£83,300"),
        (Decimal("83300.50"), "£83,300.50"),
        (Decimal("0"), "£0"),
        (Decimal("-1200"), "−£1,200"),
        (None, ""),
    ],
)
def test_money_has_pence_only_when_there_are_some(value, shown):
    assert render("{{ value|money }}", value=value) == shown


def test_dates_read_as_people_write_them():
    day = dt.date(2021, 3, 3)
    assert render("{{ d|uk_date }} / {{ d|short_date }} / {{ d|month_name }}", d=day) == (
        "3 March 2021 / 3 Mar 2021 / March 2021"
    )


def test_an_instant_is_shown_in_local_time():
    late = dt.datetime(2021, 6, 30, 23, 30, tzinfo=dt.UTC)
    assert render("{{ t|uk_date }}, {{ t|uk_time }}", t=late) == "1 July 2021, 1 July 2021 at 00:30"


def test_a_missing_date_is_an_empty_text():
    assert render("{{ d|uk_date }}{{ d|short_date }}{{ d|month_name }}{{ d|uk_time }}", d=None) == ""


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_hidden_from_screen_readers(name):
    assert 'aria-hidden="true"' in render("{% icon name %}", name=name)


@pytest.mark.parametrize("status, look", STATUS_LOOKS.items())
def test_a_chip_always_has_tile_and_word(status, look):
    chip = render('{% include "components/chip.html" with status=status only %}', status=status)
    assert look.word in chip
    assert f"q-chip--{look.css}" in chip
    assert "<svg" in chip


def test_every_status_has_its_own_tile():
    assert len({tile_svg(status, "up") for status in STATUS_LOOKS}) == len(STATUS_LOOKS)


def test_the_step_in_a_tile_follows_the_figures():
    assert len({tile_svg("deterioration", way) for way in ("up", "down", "")}) == 3


def test_an_unknown_status_is_an_error():
    with pytest.raises(KeyError):
        tile_svg("great")


def test_a_money_bar_never_runs_past_its_track():
    bar = render(
        "{% money_bar awarded paid spent 100 %}", awarded=Decimal(10), paid=Decimal(5), spent=Decimal(30)
    )
    assert 'width="50.0"' in bar
    assert 'width="300.0"' not in bar


def test_pages_of_a_list_keep_the_search():
    page = Paginator(range(60), 25).page(2)
    html = render(
        '{% include "components/pagination.html" %}',
        RequestFactory().get("/projects/", {"q": "tea", "page": "2"}),
        page_obj=page,
    )
    assert "26 to 50 of 60" in html
    assert "?q=tea&amp;page=1" in html
    assert "?q=tea&amp;page=3" in html


class TeaForm(forms.Form):
    name = forms.CharField(help_text="Short.")
    way = forms.ChoiceField(choices=[("u", "Up"), ("d", "Down")], widget=forms.RadioSelect)
    note = forms.CharField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


def test_a_form_with_errors_links_each_to_its_field_and_keeps_what_was_typed():
    form = TeaForm({"name": "", "note": "kept text", "version": "4"})
    html = render('{% include "components/form.html" with submit="Save tea" %}', form=form)
    assert '<a href="#id_name">Name</a>' in html
    assert '<a href="#id_way_0">Way</a>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="kept text"' in html
    assert '<input type="hidden" name="version" value="4"' in html


def test_a_fields_hint_stands_between_its_label_and_its_control():
    html = render('{% include "components/fields.html" with form=form only %}', form=TeaForm())
    assert html.index("Name</label>") < html.index("Short.") < html.index('name="name"')


def test_a_form_without_errors_has_no_summary():
    html = render('{% include "components/error_summary.html" with form=form only %}', form=TeaForm())
    assert html.strip() == ""


def test_a_hidden_number_tells_its_reason_and_nothing_else():
    html = render('{% include "components/protected.html" with reason="small" only %}', value=3)
    assert "too small to show" in html
    assert "title=" not in html
    assert "data-" not in html
