"""The admin shows rows to the installation's keeper and changes none: every change goes through a page."""

from collections.abc import Iterable

import allauth.account.admin
import django.contrib.auth.admin
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model

from .models import AuditEvent


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows to look at. What signs somebody in is left out."""

    list_per_page = 50
    show_full_result_count = False
    secret_fields = ("password", "secret_hash")

    def get_exclude(self, request, obj=None):
        return [field.name for field in self.model._meta.fields if field.name in self.secret_fields]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class AuditEventAdmin(ReadOnlyAdmin):
    """The history, newest first."""

    list_display = ("at", "event", "target_label", "target_id", "programme_id", "project_id", "by")
    list_filter = ("event",)
    list_select_related = ("by",)
    date_hierarchy = "at"


def show(models: Iterable[type[Model]]) -> None:
    """Register models read-only."""
    for model in models:
        admin.site.register(model, ReadOnlyAdmin)


admin.site.register(AuditEvent, AuditEventAdmin)

# These packages register editable rows when their admin is imported. Importing it above makes that
# happen now, once, so that it can be taken back.
_PACKAGES = (django.contrib.auth.admin, allauth.account.admin)
for _model in [
    model for model in admin.site._registry if model._meta.app_label == "account" or model is Group
]:
    admin.site.unregister(_model)
