"""What testers found: each says it in a post of the topic; all together it is a page whose figures open."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.community.actions.topics import TopicClosed, new_key
from parvis.community.actions.trials import TooLate
from parvis.community.queries.naming import previewed
from parvis.community.queries.trials import ROWS, counts_of, every_finding, found_by, summary_of
from parvis.community.rules.access import may_link, why_not_answer
from parvis.community.rules.trials import TOP, Act, State, after
from parvis.core.clock import now
from parvis.flows.disclosing import disclosed
from parvis.flows.trials import composed, publish
from parvis.web.forum.bringing import fits, posted
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.topics import room_of
from parvis.web.forum.wording import refusal
from parvis.web.kinds.files import as_csv
from parvis.web.trials.door import after_in, held_by, mine, trial_at
from parvis.web.trials.forms import FeedbackForm


@require_http_methods(["GET", "POST"])
@hosted_for_members
def feedback(request: GuestRequest, id: int) -> HttpResponse:
    """A tester's, once."""
    guest, at = request.guest, now()
    topic, _side, what = trial_at(request, id)
    entry, room = mine(request, topic), room_of(guest, topic)
    if entry.state == State.DONE:
        return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))
    if guest.member is None or room is None or at < what.starts_at or after(State(entry.state), Act.TELL) is None:
        raise Http404
    told_with, problem = posted(request)
    form = FeedbackForm(told_with, initial={"key": new_key()})
    said, preview = refusal(why_not_answer(room, guest.who, last=None, at=at)), ""
    if request.method == "POST" and not said and fits(form, problem):
        found, language, links = form.found(), guest.brand.language, may_link(room, guest.who)
        if "preview" in request.POST:
            words = disclosed(composed(found, language), language)
            preview = previewed(guest.brand.pk, words, space_id=topic.space_id, topic_id=id, links=links)
        else:
            try:
                made = publish(
                    topic, room, guest.who, guest.member, entry, found, key=form.cleaned_data["key"], at=at
                )  # fmt: skip
                return HttpResponseRedirect(guest.ways.post(topic.slug, topic.pk, made.post.seq))
            except TooLate:  # the same form, a moment before
                return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))
            except TopicClosed:
                said = _("This topic is closed. Copy your words, and tell the team.")
    status = 200 if preview else 403 if said else 422 if form.is_bound else 200
    return page(
        request, "trials/feedback.html", status, topic=topic, room=room, form=form, said=said, what=what,
        preview=preview, ratings=range(TOP, 0, -1),
    )  # fmt: skip


@require_safe
@hosted
def found(request: GuestRequest, id: int) -> HttpResponse:
    """The mean and how it comes about; each figure opens on the feedback behind it."""
    guest, word = request.guest, request.GET.get("rating", "")
    topic, _side, what = trial_at(request, id)
    if word not in ("", *map(str, range(1, TOP + 1))):
        raise Http404
    rating = int(word or 0)
    rows = found_by(topic, rating=rating, after=after_in(request))
    more = f"?{f'rating={rating}&' if rating else ''}after={rows[ROWS - 1].pk}" if len(rows) > ROWS else ""
    summary = summary_of(topic)
    return page(
        request, "trials/found.html", topic=topic, room=room_of(guest, topic), what=what, found=rows[:ROWS], more=more,
        summary=summary, rating=rating, bars=[(n, summary.ratings.get(n, 0)) for n in range(TOP, 0, -1)],
        counts=counts_of(topic) if guest.who.arranges else {},
    )  # fmt: skip


@require_safe
@hosted_for_members
def found_csv(request: GuestRequest, id: int) -> HttpResponse:
    topic, _what, _account = held_by(request, id)
    origin = f"{request.scheme}://{request.get_host()}"
    rows: list[list[object]] = [["member", "rating", "liked", "liked less", "feedback", "at", "address"]]
    for one in every_finding(topic):
        assert one.post is not None
        where = origin + request.guest.ways.permalink(topic.slug, topic.pk, one.post.seq)
        name = one.entry.member.name if one.entry.member else ""
        rows.append([name, one.rating, one.pros, one.cons, one.post.text, one.at.isoformat(), where])
    return as_csv(f"feedback-{id}", rows)
