"""Addresses of money: a project's grants, a programme's payments."""

from django.urls import path

from ..views import funding, payment_steps, payments

urlpatterns = [
    path("projects/<slug:slug>/grants/", funding.grant_list, name="grant_list"),
    path("projects/<slug:slug>/grants/add/", funding.grant_add, name="grant_add"),
    path("projects/<slug:slug>/grants/<int:grant_id>/edit/", funding.grant_edit, name="grant_edit"),
    path("projects/<slug:slug>/grants/<int:grant_id>/amounts/", funding.grant_amounts, name="grant_amounts"),
    path(
        "projects/<slug:slug>/grants/<int:grant_id>/withdraw/", funding.grant_withdraw, name="grant_withdraw"
    ),
    path("projects/<slug:slug>/grants/<int:grant_id>/payments/add/", funding.payment_add, name="payment_add"),
    path(
        "projects/<slug:slug>/grants/<int:grant_id>/payments/schedule/",
        funding.payment_schedule,
        name="payment_schedule",
    ),
    path("payments/", payments.payment_list, name="payment_list"),
    path("payments/export/", payments.payment_csv, name="payment_csv"),
    path("payments/<int:pk>/", payment_steps.payment_page, name="payment"),
    path("payments/<int:pk>/edit/", payment_steps.payment_edit, name="payment_edit"),
    path("payments/<int:pk>/withdraw/", payment_steps.payment_withdraw, name="payment_withdraw"),
    path("payments/<int:pk>/approve/", payment_steps.payment_approve, name="payment_approve"),
    path("payments/<int:pk>/send-back/", payment_steps.payment_send_back, name="payment_send_back"),
    path("payments/<int:pk>/record/", payment_steps.payment_record, name="payment_record"),
    path("payments/<int:pk>/correct/", payment_steps.payment_correct, name="payment_correct"),
]
