"""Correct one point: a cell of the log on a page of its own, with the reason."""

from collections.abc import Iterable, Mapping

from measures.forms.cells import Cell
from measures.forms.notes import CONFIRM, note_problem
from measures.models import CategoryPoint, DataPoint
from measures.parts import Entered


class CorrectionCell(Cell):
    """The cell of one stored point, with a `why` that enters its history."""

    def __init__(
        self,
        point: DataPoint,
        *,
        entered: Iterable[Entered] = (),
        rows: Mapping[int, CategoryPoint] | None = None,
    ):
        super().__init__(point.measure, point.period_start, point, entered=entered, rows=rows)
        self.why = ""

    def read(self, data: Mapping[str, str]) -> None:
        super().read(data)
        self.why = data.get("why", "").replace("\x00", "").strip()
        if len(self.why) > 500:
            self.errors["why"] = "Keep the reason under 500 characters."
            return
        problem, kinds = note_problem(self.why, "", confirmed=bool(data.get(CONFIRM)))
        if problem:
            self.errors["why"] = problem
        self.kinds = sorted({*self.kinds, *kinds})

    @property
    def asks(self) -> bool:
        return any("tick the box" in words for words in self.errors.values())

    def problems(self):
        for field, words in self.errors.items():
            if field == "why":
                yield "why", words
        for anchor, words in super().problems():
            if anchor != self.name("why"):
                yield anchor, words
