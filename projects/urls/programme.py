"""Addresses of the programme's own pages and of organisations."""

from django.urls import path, register_converter

from ..views import organisations, programme, programme_names


class ListName:
    """Which list of names a page is about."""

    regex = "|".join(programme.LISTS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ListName, "list_name")

urlpatterns = [
    path("programme/", programme.programme_page, name="programme"),
    path("programme/edit/", programme.programme_edit, name="programme_edit"),
    path("programme/years/add/", programme.year_add, name="year_add"),
    path("programme/years/<int:pk>/edit/", programme.year_edit, name="year_edit"),
    path("programme/years/<int:pk>/withdraw/", programme.year_withdraw, name="year_withdraw"),
    path("programme/parties/add/", programme.party_add, name="programme_party_add"),
    path("programme/parties/<int:pk>/edit/", programme.party_edit, name="programme_party_edit"),
    path("programme/parties/<int:pk>/withdraw/", programme.party_withdraw, name="programme_party_withdraw"),
    path("programme/areas/add-london/", programme_names.boroughs_add, name="boroughs_add"),
    path("programme/<list_name:kind>/", programme_names.name_list, name="name_list"),
    path("programme/<list_name:kind>/add/", programme_names.name_add, name="name_add"),
    path("programme/<list_name:kind>/<int:pk>/edit/", programme_names.name_edit, name="name_edit"),
    path(
        "programme/<list_name:kind>/<int:pk>/withdraw/", programme_names.name_withdraw, name="name_withdraw"
    ),
    path("organisations/", organisations.organisation_list, name="organisation_list"),
    path("organisations/add/", organisations.organisation_add, name="organisation_add"),
    path("organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation_edit"),
    path(
        "organisations/<int:pk>/withdraw/", organisations.organisation_withdraw, name="organisation_withdraw"
    ),
    path("organisations/<int:pk>/numbers/add/", organisations.identifier_add, name="identifier_add"),
    path(
        "organisations/<int:pk>/numbers/<int:identifier_id>/remove/",
        organisations.identifier_remove,
        name="identifier_remove",
    ),
]
