"""Check what people type about themselves."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ftc_qi.core.forms import COMMUNITY, GuardedForm

from .forms import CHOOSING_HINT
from .models import User

NAME_HINT = "A first name or a name you choose will do."


class NameForm(GuardedForm):
    """The name people see."""

    audiences = {"display_name": COMMUNITY}
    display_name = forms.CharField(label="Your name", max_length=80, help_text=NAME_HINT)


class NewPersonForm(NameForm):
    """What an invited person needs for an account. The address is the invited one."""

    password = forms.CharField(
        label="Choose a password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
        help_text=CHOOSING_HINT,
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        cleaned = super().clean()
        password = self.cleaned_data.get("password")
        if password:
            # Held against the person's own name and address too.
            user = User(email=self.email, display_name=self.cleaned_data.get("display_name", ""))
            try:
                validate_password(password, user)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class ThemeForm(forms.Form):
    """The colours a person reads in."""

    theme = forms.ChoiceField(choices=User.Theme.choices)
