"""The parts of a total on the log: a field, or two, for each group of a breakdown."""

from collections.abc import Callable, Iterable, Mapping

from measures.disclosure import Figures
from measures.entry import Parts, figure_label, part_fields, part_texts, read_part
from measures.models import Category, Measure
from measures.parts import Entered


class PartsField:
    """A breakdown under its total: a line of fields for every group. name: a field within the cell → within the
    page. errors: field → words; problem: what is wrong with all of them together. texts: group → field → what
    is typed."""

    def __init__(self, measure: Measure, name: Callable[[str], str], entered: Entered, stored: Parts):
        self.measure, self.name = measure, name
        self.breakdown, self.categories = entered.breakdown, entered.categories
        self.texts = {one.pk: part_texts(stored.get(one.pk)) for one in self.categories}
        self.errors: dict[str, str] = {}
        self.problem = ""

    def field(self, category: Category, name: str) -> str:
        return f"c{category.pk}-{name}"

    @property
    def fields(self) -> list[str]:
        """Every field's name within the cell, in order."""
        return [self.field(one, name) for one in self.categories for name in part_fields(self.measure)]

    def take(self, data: Mapping[str, str]) -> None:
        """Take what was sent, unread."""
        self.texts = {
            one.pk: {
                name: data.get(self.name(self.field(one, name)), "") for name in part_fields(self.measure)
            }
            for one in self.categories
        }

    def read(self) -> dict[int, Figures]:
        """The figures typed; what can't be read is in `errors`."""
        parts = {}
        for one in self.categories:
            part, errors = read_part(self.measure, self.texts[one.pk])
            self.errors |= {self.field(one, name): words for name, words in errors.items()}
            if part is not None:
                parts[one.pk] = part
        return parts

    def problems(self) -> Iterable[tuple[str, str]]:
        """(field within the cell, words) for the summary of errors."""
        names = {one.pk: one.name for one in self.categories}
        for field, words in self.errors.items():
            yield field, f"{names[int(field[1:].partition('-')[0])]}: {words}"
        if self.problem:
            yield self.fields[0], self.problem

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors or self.problem)

    # --- as drawn ---

    @property
    def is_filled(self) -> bool:
        return any(text for texts in self.texts.values() for text in texts.values())

    @property
    def is_open(self) -> bool:
        """Whether the fields stand unfolded."""
        return self.is_filled or self.is_wrong

    def lines(self) -> list[dict]:
        """Every group: its name and its fields."""
        return [
            {
                "name": one.name,
                "inputs": [
                    {
                        "name": self.name(self.field(one, name)),
                        "field": name,
                        "label": figure_label(self.measure, name),
                        "value": self.texts[one.pk].get(name, ""),
                        "error": self.errors.get(self.field(one, name), ""),
                    }
                    for name in part_fields(self.measure)
                ],
            }
            for one in self.categories
        ]
