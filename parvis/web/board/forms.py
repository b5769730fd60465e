"""Forms of boards and columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.boards.actions.boards import BoardForm, Source
from parvis.boards.models import Board
from parvis.boards.queries import collections_of
from parvis.boards.rules import GOOD_FOR, Density, Visibility, searched
from parvis.conversations.queries import places_of
from parvis.conversations.rules import KEPT_BACK
from parvis.core.roles import Permission
from parvis.listening.queries import watches_of
from parvis.web.ui.door import Desk

VISIBILITIES = [("team", _("The whole team")), ("private", _("Only me"))]
DENSITIES = [("cards", _("Cards: a few lines of each post")), ("titles", _("Titles: one line each"))]
SEARCHES = [
    ("mood=negative", _("Negative posts, everywhere")),
    ("mood=positive", _("Positive posts, everywhere")),
    ("standing=held", _("Comments that await a decision")),
    ("direction=out", _("What we said")),
]
LASTING = {"week": _("A week"), "month": _("A month"), "quarter": _("Three months")}


class AboutBoard(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, error_messages={"required": _("Give the board a name.")})
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=VISIBILITIES, initial="team")
    density = forms.ChoiceField(label=_("Posts as"), choices=DENSITIES, initial="cards")

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not desk.may(Permission.WATCHES_EDIT):
            field = self.fields["visibility"]
            assert isinstance(field, forms.ChoiceField)
            field.choices, field.initial = VISIBILITIES[1:], "private"

    def said(self) -> BoardForm:
        told = self.cleaned_data
        return BoardForm(told["name"], Visibility(told["visibility"]), Density(told["density"]))


class NewColumn(forms.Form):
    """`source`: "watch:3", "place:5", "collection:2" or "search:mood=negative". `asked`: a search that comes from the posts."""

    board = forms.ChoiceField(label=_("Board"))
    source = forms.ChoiceField(label=_("What it shows"))
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, help_text=_("Empty: the name of what it shows.")
    )

    def __init__(self, *args: Any, desk: Desk, boards: list[Board], asked: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._boards = {str(one.pk): one for one in boards}
        self._found: dict[str, tuple[str, Source]] = {}
        groups = self._sources(desk, asked)
        for name, choices in (("board", [(pk, one.name) for pk, one in self._boards.items()]), ("source", groups)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def _sources(self, desk: Desk, asked: str) -> list[Any]:
        searches = [(asked, gettext("The search that you made"))] if asked else []
        groups: list[tuple[str, list[tuple[str, str, Source]]]] = [
            (gettext("Watches"), [(f"watch:{w.pk}", w.name, Source(watch=w)) for w in watches_of(desk.brand.pk)]),
            (gettext("Collections"), [(f"collection:{c.pk}", c.name, Source(collection=c)) for c in collections_of(desk.seat)]),
            (gettext("Searches"), [(f"search:{q}", str(said), Source(asked=_asked(q))) for q, said in [*searches, *SEARCHES]]),
            (gettext("Places"), [
                (f"place:{p.pk}", p.name, Source(place=p))
                for p in desk.sight.places(places_of(desk.brand.pk)).prefetch_related(None).exclude(visibility=KEPT_BACK)
            ]),
        ]  # fmt: skip
        for _label, rows in groups:
            self._found |= {value: (said, source) for value, said, source in rows}
        return [(label, [(value, said) for value, said, _s in rows]) for label, rows in groups if rows]

    def chosen(self) -> tuple[Board, Source, str]:
        """The board, what to show, and the column's name: a search has no other than the one given here."""
        said, source = self._found[self.cleaned_data["source"]]
        name = self.cleaned_data["name"] or (said if self.cleaned_data["source"].startswith("search:") else "")
        return self._boards[self.cleaned_data["board"]], source, name


class ShareForm(forms.Form):
    lasts = forms.ChoiceField(label=_("Good for"), choices=[(key, LASTING[key]) for key in GOOD_FOR], initial="month")


def _asked(query: str) -> dict[str, str]:
    return searched(dict(part.partition("=")[::2] for part in query.split("&")))
