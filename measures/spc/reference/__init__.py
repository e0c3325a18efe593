"""Answer a JSON case as qicharts2 0.8.1 or NHSRplotthedots 0.2.2 would: how the engine is compared with them.

A case is `{"id": ..., "input": {...}}`, its answer `{"id": ..., "output": {...}}`. Positions are 1-based here,
as they are there, and so are their habits that the product does not share: k/0 is infinite and counts as a
point above the line, the rules have no least number of points, frozen limits and phases exclude each other.
Where a reference stops at a missing value, the answer is what its definitions say.

- `given`    reads and checks an input
- `qic`      run, I, MR, Xbar, S, T, C, U, U', P, P', G and I' charts with the Anhøj rules (qicharts2)
- `xmr`      XmR charts with the NHS Making Data Count rules (NHSRplotthedots)
- `letters`  a series written as letters, in which rules are looked for
"""

import math
from collections.abc import Callable
from typing import Any

from measures.spc.reference import qic, xmr
from measures.spc.reference.given import CaseError

CHARTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    **dict.fromkeys(qic.CHARTS, qic.chart),
    "xmr": xmr.chart,
}


def answer(case: Any) -> dict[str, Any]:
    """The answer to one case. Whatever is wrong with it is said in the answer; nothing is raised."""
    case_id = case.get("id") if isinstance(case, dict) else None
    if isinstance(case_id, float) and not math.isfinite(case_id):
        case_id = None  # 1e999: JSON could not hold it in the answer
    try:
        output = _output(case)
    except CaseError as error:
        output = _failed(str(error))
    except Exception as error:  # one bad case must not cost the others their answers
        output = _failed(f"This case could not be worked out: {error}")
    return {"id": case_id, "output": output}


def _output(case: Any) -> dict[str, Any]:
    if not isinstance(case, dict) or not isinstance(case.get("input"), dict):
        raise CaseError("A case is an object with an id and an input, which is an object too.")
    chart = case["input"].get("chart")
    worker = CHARTS.get(chart) if isinstance(chart, str) else None
    if worker is None:
        raise CaseError(f"Chart {chart!r} is not known here. Use one of: {', '.join(CHARTS)}.")
    return worker(case["input"])


def _failed(text: str) -> dict[str, Any]:
    return {"status": "error", "error": text, "warnings": [], "messages": [], "points": None, "phases": None}
