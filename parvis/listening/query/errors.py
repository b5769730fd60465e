"""What is wrong, or odd, in a query: where, in words, and the corrected text when there is one."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.core.messages import Message

Span = tuple[int, int]
"""Start and end offsets in the text as typed; the end is excluded."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason to refuse a query. `mend`: the whole corrected query, which parses; None when none can be guessed."""

    position: Span
    message: Message
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something allowed that may not be what was meant."""

    position: Span
    message: Message
    mend: str | None = None


class QueryError(ValueError):
    """The query cannot be used. `problems`: at least one, in the order of the text; the first one is exact."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(str(problems[0].message))
        self.problems = problems

    @property
    def position(self) -> Span:
        return self.problems[0].position

    @property
    def message(self) -> Message:
        return self.problems[0].message

    @property
    def mend(self) -> str | None:
        return self.problems[0].mend
