"""One figure of a benchmark, the table they make, and CPU time measured fairly."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from types import ModuleType
from typing import Any

from django.core.management import call_command


@dataclass(frozen=True, slots=True)
class Figure:
    """`ratio`: to the case named in `against`, measured in the same run. `ok`: None = no aim is set. `beside`: what else
    was seen of the same case, a column each."""

    case: str
    value: float
    unit: str
    ratio: float | None = None
    against: str = ""
    aim: str = ""
    ok: bool | None = None
    beside: dict[str, float] = field(default_factory=dict)


def machine() -> dict[str, Any]:
    return {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}


def report(name: str, cases: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": name, "machine": machine(), "cases": cases}


def cpu(work: Callable[[], object], *, times: int = 3) -> float:
    """CPU seconds of this process, the median of `times` runs."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def table(found: dict[str, Any]) -> str:
    """The report as lines for a person."""
    more = list(dict.fromkeys(name for case in found["cases"] for name in case.get("beside", {})))
    rows = [("case", "value", "unit", *more, "ratio", "against", "aim", "")]
    for case in found["cases"]:
        ratio = "" if case["ratio"] is None else f"{case['ratio']:.2f} ×"
        verdict = {True: "ok", False: "MISSED", None: ""}[case["ok"]]
        seen = case.get("beside", {})
        beside = (f"{seen[name]:,.2f}" if name in seen else "" for name in more)
        told = (case["case"], f"{case['value']:,.2f}", case["unit"], *beside)
        rows.append((*told, ratio, case["against"], case["aim"], verdict))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return f"── {found['name']}\n" + "\n".join(lines)


def measured(case: ModuleType) -> list[dict[str, Any]]:
    """The figures of a benchmark, on a new database when it needs one."""
    if getattr(case, "NEEDS_DATABASE", False):
        call_command("migrate", interactive=False, verbosity=0)
    return [asdict(figure) if isinstance(figure, Figure) else dict(figure) for figure in case.run()]
