"""The sign-in package's forms in our own words: labels that stay in view instead of placeholders."""

from typing import Any

from allauth.account import forms as allauth_forms
from django.forms import BaseForm
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

CHOOSING_HINT = (
    "At least 12 characters. Three words in a row are easy to remember. Not your name, not only figures."
)


def forgotten_link() -> SafeString:
    """The way out for someone who does not know their password."""
    return format_html('<a href="{}">Forgotten your password?</a>', reverse("account_reset_password"))


def reword(form: BaseForm, labels: dict[str, str]) -> None:
    """Give fields of `form` the labels named, and drop every placeholder. Fields it lacks are passed over."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.widget.attrs.pop("placeholder", None)


class SignInForm(allauth_forms.LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(
            self,
            {
                "login": "E-mail address",
                "password": "Password",
                "remember": "Keep me signed in on this device",
            },
        )
        self.fields["password"].help_text = forgotten_link()


class ForgottenPasswordForm(allauth_forms.ResetPasswordForm):
    """The address that gets the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, {"email": "E-mail address"})


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    """A new password twice, after the link in the e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, {"password1": "New password", "password2": "New password again"})
        self.fields["password1"].help_text = CHOOSING_HINT


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The password now, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(
            self,
            {"oldpassword": "Password now", "password1": "New password", "password2": "New password again"},
        )
        self.fields["oldpassword"].help_text = forgotten_link()
        self.fields["password1"].help_text = CHOOSING_HINT


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """A first password twice, for an account without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, {"password1": "New password", "password2": "New password again"})
        self.fields["password1"].help_text = CHOOSING_HINT


class ConfirmItIsYouForm(allauth_forms.ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, {"password": "Password"})
