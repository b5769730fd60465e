"""The last lines of several pytest runs as one: `python tools/sum_up.py FILE…`, a file per run. A run without one counts
as an error: it was ended before its time."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ORDER = ["failed", "errors", "passed", "skipped", "xfailed", "xpassed"]
LINE = re.compile(r"^[= ]*((?:\d+ [a-z]+(?:, )?)+) in ([\d.]+)s\b")


def sum_up(runs: Iterable[str]) -> str:
    """'3 failed, 12 passed in 4.20s' from what each run printed."""
    found: Counter[str] = Counter()
    seconds = 0.0
    for said in runs:
        ends = [m for line in said.splitlines() if (m := LINE.match(line))]
        if not ends:
            found["errors"] += 1
            continue
        seconds += float(ends[-1][2])
        for part in ends[-1][1].split(", "):
            number, word = part.split()
            found["errors" if word == "error" else word] += int(number)
    counts = ", ".join(f"{found[word]} {word}" for word in ORDER if found[word])
    return f"{counts or 'no tests'} in {seconds:.2f}s"


if __name__ == "__main__":
    print(sum_up(Path(name).read_text(errors="replace") for name in sys.argv[1:]))
