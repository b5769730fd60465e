"""A sentence meant for a person, carried untranslated until the edge that shows it.

Plain Python packages (connectors, analysis, rules) know neither the language of the reader nor Django. They return a
`Message`: the English sentence is the key of the catalogue, `params` fill it after translation. Web, API and command
render it with the catalogue of their reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """`Message("The mailbox %(name)s refused the password.", {"name": "contact@example.org"})`

    `text`: English, `%(name)s` placeholders, a literal in the code so that extraction finds it.
    `params`: str or int values; they are never translated.
    """

    text: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def render(self, translate: Callable[[str], str] = str) -> str:
        """The sentence in the language of `translate` (a gettext function); English when none is given."""
        return translate(self.text) % self.params if self.params else translate(self.text)

    def __str__(self) -> str:
        return self.render()
