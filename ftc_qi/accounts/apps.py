from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ftc_qi.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
