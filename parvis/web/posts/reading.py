"""How one post was read, why, and the one click that says otherwise: a page, or the panel that htmx asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.analysis.labels import INTENTS, REGISTERS, SENTIMENTS, TIERS
from parvis.conversations.models import Correction, Post, Reading
from parvis.conversations.queries import languages_of
from parvis.conversations.saying import FACETS, TYPES, NotSayable
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows import correct as flow
from parvis.web.ui.answers import by_htmx
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import evidence_words, language_name, say


@dataclass(frozen=True, slots=True)
class Choice:
    """`said`: what its button sends."""

    said: str
    text: str
    pressed: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """`sure`: in hundredths, None where the reader gives no figure; `words`: those that weighed; `corrected`: the last words
    of people on it that stand, newest first."""

    code: str
    title: str
    choices: list[Choice]
    sure: int | None = None
    uncertain: bool = False
    words: list[tuple[str, float]] = field(default_factory=list)
    corrected: list[Correction] = field(default_factory=list)


@screen(Permission.INBOX_SEE)
@require_GET
def reading(request: DeskRequest, id: int) -> HttpResponse:
    return _shown(request, _post(request, id))


@screen(Permission.CASE_WORK)
@require_POST
def correct(request: DeskRequest, id: int) -> HttpResponse:
    """`say`: facet:label:value; or `undo`: facet:label."""
    post, by, at = _post(request, id), request.desk.account, now()
    undone = request.POST.get("undo", "").split(":")
    facet, label, value = [*request.POST.get("say", "").split(":"), "", "", ""][:3]
    if len(undone) == 2 and flow.undo_correction(post, undone[0], label=undone[1], by=by, at=at):
        messages.success(request, _("Taken back: it reads again as before."))
    elif undone == [""]:
        _correct(request, post, facet, label, value)
    if by_htmx(request):
        list(messages.get_messages(request))  # the panel says it itself
        return _shown(request, _post(request, id), swapped=True)
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("post_reading", brand=request.desk.brand.slug, id=id)


def _correct(request: DeskRequest, post: Post, facet: str, label: str, value: str) -> None:
    try:
        done = flow.correct(post, facet, value, label=label, by=request.desk.account, at=now())
    except NotSayable:
        raise Http404 from None
    if done:
        messages.success(request, _("Thank you: your reading replaces the machine’s."))
    else:
        messages.warning(request, _("This post is still being read: correct it in a moment."))


def _post(request: DeskRequest, id: int) -> Post:
    rows = request.desk.sight.posts().select_related("brand", "place", "thread", "author", "reading")
    found = rows.filter(pk=id, direction="in", deleted_at=None).first()
    if found is None:
        raise Http404
    return found


def _shown(request: DeskRequest, post: Post, swapped: bool = False) -> HttpResponse:
    """`swapped`: the summary beside the panel follows too."""
    read = getattr(post, "reading", None)
    said = list(Correction.objects.filter(post=post, undone_at=None).select_related("by").order_by("-pk"))
    context = {
        "post": post,
        "read": read,
        "swapped": swapped,
        "facets": facets_of(post, read, said) if read else [],
        "traps": evidence_words(post, "phishing") if read and read.phishing >= 0.5 else [],
        "back": reverse("post", kwargs={"brand": request.desk.brand.slug, "id": post.pk}),
    }
    return render(request, "posts/reading_panel.html" if by_htmx(request) else "posts/reading.html", context)


def facets_of(post: Post, read: Reading, said: Sequence[Correction]) -> list[Facet]:
    titles = {
        "sentiment": _("Mood"),
        "type": _("What it is"),
        "toxicity": _("Hostile words"),
        "spam": _("Spam"),
        "language": _("Language"),
        "register": _("Register"),
    }
    found = []
    for code in FACETS:
        if code == "register" and read.language not in ("fr", ""):
            continue
        sure, words = _why(post, read, code)
        corrected = [one for one in said if one.facet == code]
        uncertain = code == "sentiment" and read.uncertain
        found.append(Facet(code, titles[code], choices_of(post, read, code), sure, uncertain, words, corrected[:1]))
    return found


def choices_of(post: Post, read: Reading, code: str) -> list[Choice]:
    if code == "type":
        held = {entry["label"] for entry in read.intents}
        return [
            Choice(f"type:{label}:{'no' if label in held else 'yes'}", say(INTENTS[label]), label in held)
            for label in TYPES
        ]
    if code == "spam":
        spam = read.spam >= 0.5
        return [Choice("spam::yes", _("Spam"), spam), Choice("spam::no", _("Not spam"), not spam)]
    if code == "language":
        named = [(lang, language_name(lang)) for lang in languages_of(post.brand)]
        named.append(("", _("Another language")))
        return [Choice(f"language::{lang}", text, read.language == lang) for lang, text in named]
    values, stands = {
        "sentiment": (SENTIMENTS, "" if read.uncertain else read.sentiment),
        "toxicity": (TIERS, read.tier),
        "register": (REGISTERS, read.register),
    }[code]
    return [Choice(f"{code}::{value}", say(text), value == stands) for value, text in values.items()]


def _why(post: Post, read: Reading, code: str) -> tuple[int | None, list[tuple[str, float]]]:
    """How sure, in hundredths, and the words that weighed."""
    if code == "sentiment":
        return round(read.confidence * 100), evidence_words(post, "sentiment")
    if code == "type":
        sure = max((entry["confidence"] for entry in read.intents), default=None)
        words = [word for entry in read.intents for word in evidence_words(post, f"intent:{entry['label']}")]
        return None if sure is None else round(sure * 100), list(dict.fromkeys(words))[:8]
    if code in ("toxicity", "spam"):
        score = read.toxicity if code == "toxicity" else read.spam
        words = evidence_words(post, code)
        return round(max(score, 1 - score) * 100), [
            (word, -abs(weight)) for word, weight in words
        ] if score >= 0.5 else []
    return None, []
