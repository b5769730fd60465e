"""Colleagues named in a note: `@Inès Moreau`, `@ines.moreau`, or `@inès` when one person only is called so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from parvis.core.folding import fold_spans

LONGEST = 60
"""Characters after the sign in which a name is looked for."""


def handle_of(name: str) -> str:
    """What completion types and everybody may: `ines.moreau`. Empty for a name without a letter."""
    return ".".join(_words(name))


def mentioned(text: str, team: Mapping[int, str]) -> set[int]:
    """Keys of `team` (id → name) whose name stands after an @ that begins a word. The longest name that fits counts."""
    names = _callable(team)
    found: set[int] = set()
    for at in (i for i, char in enumerate(text) if char in "@＠"):
        if at and (text[at - 1].isalnum() or text[at - 1] in "._-+"):
            continue  # an e-mail address
        said = _words(text[at + 1 : at + 1 + LONGEST].partition("\n")[0])
        for length in range(min(len(said), 5), 0, -1):
            who = names.get(tuple(said[:length]))
            if who is not None:
                found.add(who)
                break
    return found


def _callable(team: Mapping[int, str]) -> dict[tuple[str, ...], int]:
    """Ways of calling each: whole names, and first words, where nobody else is called so."""
    whole = {pk: tuple(_words(name)) for pk, name in team.items()}
    firsts = Counter(words[:1] for words in whole.values())
    wholes = Counter(whole.values())
    names = {words: pk for pk, words in whole.items() if words and wholes[words] == 1}
    for pk, words in whole.items():
        if words and firsts[words[:1]] == 1:
            names.setdefault(words[:1], pk)
    return names


def _words(text: str) -> list[str]:
    return [word.lstrip("@") for word, _start, _end in fold_spans(text)]
