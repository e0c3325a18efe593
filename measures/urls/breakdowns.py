"""Addresses of breakdowns of a measure's total."""

from django.urls import path

from measures.views import breakdowns, pareto

ALL = "projects/<slug:slug>/measures/<int:measure_id>/breakdowns/"
ONE = f"{ALL}<int:breakdown_id>/"

urlpatterns = [
    path(f"{ALL}add/", breakdowns.breakdown_add, name="breakdown_add"),
    path(ONE, breakdowns.breakdown, name="breakdown"),
    path(f"{ONE}pareto/", pareto.pareto, name="pareto"),
    path(f"{ONE}data.csv", breakdowns.breakdown_csv, name="breakdown_csv"),
    path(f"{ONE}edit/", breakdowns.breakdown_edit, name="breakdown_edit"),
    path(f"{ONE}withdraw/", breakdowns.breakdown_withdraw, name="breakdown_withdraw"),
    path(
        f"{ONE}groups/<int:category_id>/withdraw/",
        breakdowns.category_withdraw,
        name="category_withdraw",
    ),
]
