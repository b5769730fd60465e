"""Of the mails that a mailbox brings, those that answer a notice of the community: they are no news for the desk."""

from __future__ import annotations

from collections.abc import Sequence

from parvis.community.actions.mailed import Mailed
from parvis.community.tokens import answered_by
from parvis.connectors.contract import Item

NETWORK = "email"


def told_apart(network: str, items: Sequence[Item]) -> tuple[list[Mailed], list[Item]]:
    """(answers to notices, the others)."""
    if network != NETWORK:
        return [], list(items)
    answers, others = list[Mailed](), list[Item]()
    for item in items:
        ids = [item.parent_id, *reversed(item.extra.get("references", []))]
        found = answered_by([one for one in ids if one])
        if found is None or item.author is None or item.extra.get("direction") == "out":
            others.append(item)
        else:
            answers.append(Mailed(found, item.remote_id, item.author.remote_id, item.body))
    return answers, others
