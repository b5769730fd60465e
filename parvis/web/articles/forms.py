"""What an article is written with, and the tags of a topic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.community.actions.articles import ArticleForm
from parvis.community.models import Article, Category, Member, Upload
from parvis.community.queries.naming import readers
from parvis.community.rendering import LONGEST
from parvis.community.rules.articles import MOST_AUTHORS
from parvis.community.rules.naming import handle_key

_HANDLES = re.compile(r"[^\s,;]+")


class WriteForm(forms.Form):
    """`out`: its words are a post already, and reworded as one."""

    title = forms.CharField(
        label=_("Title"), max_length=200, min_length=5,
        error_messages={
            "required": _("Give it a title: others decide by it whether to open it."),
            "min_length": _("Say a little more in the title: five characters at least."),
        },
    )  # fmt: skip
    summary = forms.CharField(
        label=_("Summary"), max_length=500, required=False, widget=forms.Textarea,
        help_text=_("Two sentences that make one want to read on. Lists and feeds show them."),
    )  # fmt: skip
    body = forms.CharField(
        label=_("The text of the article"), max_length=LONGEST, widget=forms.Textarea,
        error_messages={"required": _("Write something first.")},
    )  # fmt: skip
    cover_alt = forms.CharField(label=_("What the cover shows"), max_length=200, required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    tags = forms.CharField(
        label=_("Tags"), max_length=250, required=False, help_text=_("Five at most, with commas between.")
    )
    authors = forms.CharField(
        label=_("Authors"), max_length=300, required=False,
        help_text=_("Handles of members, in their order. The article begins in the name of the first."),
    )  # fmt: skip
    comments = forms.BooleanField(label=_("Members may comment on it"), required=False, initial=True)
    key = forms.RegexField(r"^[0-9a-f]{32}$", required=False, widget=forms.HiddenInput)

    def __init__(
        self, brand_id: int, space_id: int, categories: Sequence[Category], out: bool, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.brand_id, self.space_id = brand_id, space_id
        self.categories = {str(one.pk): one for one in categories}
        choices = [("", _("No category")), *((pk, one.name) for pk, one in self.categories.items())]
        self.fields["category"] = forms.ChoiceField(label=_("Category"), required=False, choices=choices)
        if out:
            for name in ("title", "body", "comments"):
                del self.fields[name]

    def clean_authors(self) -> list[Member]:
        handles = [word.removeprefix("@") for word in _HANDLES.findall(self.cleaned_data["authors"])]
        if len(handles) > MOST_AUTHORS:
            raise forms.ValidationError(_("Six authors at most sign an article."))
        keys = list(dict.fromkeys(handle_key(handle) for handle in handles))
        found = {one.handle_key: one for one in readers(self.brand_id, self.space_id, None).filter(handle_key__in=keys)}
        missing = [handle for handle in handles if handle_key(handle) not in found]
        if missing:
            raise forms.ValidationError(
                _("Nobody who may read this space has the handle %(handle)s."), params={"handle": f"@{missing[0]}"}
            )
        return [found[key] for key in keys]

    def article(self, cover: Upload | None) -> ArticleForm:
        told = self.cleaned_data
        return ArticleForm(
            title=told.get("title", ""), body=told.get("body", ""), summary=told["summary"], tags=told["tags"],
            category=self.categories.get(told["category"]), comments=told.get("comments", True), authors=told["authors"],
            cover=cover, cover_alt=told["cover_alt"],
        )  # fmt: skip


def told_of(article: Article, authors: Sequence[Member]) -> dict[str, Any]:
    """What the form shows of an article that was begun."""
    tags = article.topic.tags if article.topic else []
    return {
        "title": article.title, "summary": article.summary, "body": article.body, "cover_alt": article.cover_alt,
        "category": str(article.category_id or ""), "comments": article.comments,
        "tags": ", ".join(name for _slug, name in tags) if article.topic else article.tagged,
        "authors": " ".join(f"@{one.handle}" for one in authors),
    }  # fmt: skip


class HourForm(forms.Form):
    due = forms.DateTimeField(
        label=_("Goes out at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), required=False,
        help_text=_("By the clock of the brand."),
    )  # fmt: skip

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if due is None or due <= timezone.now():
            raise forms.ValidationError(_("Choose an hour to come."))
        return due


class TagsForm(forms.Form):
    tags = WriteForm.base_fields["tags"]
