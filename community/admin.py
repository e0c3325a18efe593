"""Rows of this app, read-only in the admin."""

from django.apps import apps

from ftc_qi.core.admin import show

show(apps.get_app_config("community").get_models())
