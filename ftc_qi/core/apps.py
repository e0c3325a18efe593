from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "ftc_qi.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
