"""The forms of a page, read as a browser would: where they go and what they would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class PageForm:
    """action: "" for the page itself. fields: name → values it would send untouched. kinds: name → input's
    type, "select" or "textarea". choices: name → values offered. buttons: (name, value) of named ones."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self.open: PageForm | None = None
        self.name = ""  # of the textarea or select being read

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = PageForm(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self.open)
            return
        form = self.open
        if form is None:
            return
        name = found.get("name", "")
        if tag == "option" and self.name:
            form.choices[self.name].append(found.get("value", ""))
            if "selected" in found:
                form.fields[self.name].append(found.get("value", ""))
        if not name or name == "csrfmiddlewaretoken":
            return
        if tag == "textarea":
            self.name = name
            form.kinds[name] = tag
            form.fields[name] = [""]
        elif tag == "select":
            self.name = name
            form.kinds[name] = tag
            form.fields.setdefault(name, [])
            form.choices.setdefault(name, [])
        elif tag == "button" or found.get("type") == "submit":
            form.buttons.append((name, found.get("value", "")))
        elif tag == "input":
            self._input(form, name, found)

    def _input(self, form, name, found):
        kind = found.get("type", "text")
        form.kinds[name] = kind
        sent = form.fields.setdefault(name, [])
        value = found.get("value", "on" if kind in ("checkbox", "radio") else "")
        if kind in ("checkbox", "radio"):
            form.choices.setdefault(name, []).append(value)
            if "checked" in found:
                sent.append(value)
        else:
            sent.append(value)

    def handle_data(self, data):
        if self.open and self.name and self.open.kinds.get(self.name) == "textarea":
            self.open.fields[self.name][0] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.open, self.name = None, ""
        elif tag in ("textarea", "select"):
            self.name = ""


def forms_on(html: str) -> list[PageForm]:
    """Every form of a page, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
