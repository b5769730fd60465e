"""Pages of a topic, by the numbers of its posts: stable however deep, and found by key. Pure."""

from __future__ import annotations

PAGE = 20


def page_of(seq: int) -> int:
    """The page, from 1, on which post number `seq` stands."""
    return (max(seq, 1) - 1) // PAGE + 1


def span(page: int) -> tuple[int, int]:
    """The numbers of the first and the last post that stand on `page`."""
    return (page - 1) * PAGE + 1, page * PAGE


def near(number: int, last: int, around: int = 2) -> list[int]:
    """The pages that a reader of `number` is offered: the first, the last and those around; 0 where some are left out."""
    offered = sorted({1, last, *range(max(1, number - around), min(last, number + around) + 1)})
    shown: list[int] = []
    for page in offered:
        if shown and page - shown[-1] == 2:
            shown.append(page - 1)
        elif shown and page - shown[-1] > 2:
            shown.append(0)
        shown.append(page)
    return shown
