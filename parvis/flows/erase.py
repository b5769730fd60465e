"""Somebody asks to be forgotten: every trace of them goes, over all places, in one transaction, and nothing brings it back.

What stays: that somebody said something there (posts keep their place in their thread), what we answered, without their
words and names, and lines of the journal, which hold ids only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from parvis.boards.actions.collections import clean_words
from parvis.boards.actions.collections import forget_posts as unkeep
from parvis.community.actions.bringing import forget_archives
from parvis.community.actions.erasure import at_home_elsewhere, clean_hosted, clean_topics, forget_members, members_of
from parvis.community.actions.forgetting import clean_reports, forget_traces
from parvis.community.actions.forgetting_shown import clean_shown
from parvis.community.actions.houses import NETWORK
from parvis.community.actions.search import forget_words as unfind
from parvis.community.actions.search import settle as settle_search
from parvis.community.actions.webmentions import forget_mentions
from parvis.community.models import Member
from parvis.conversations.actions.erasure import (
    Veiled,
    batches,
    clean_answers,
    clean_quotes,
    clean_streams,
    clean_thread,
    empty_posts,
    veil_threads,
)
from parvis.conversations.models import Post, Thread
from parvis.conversations.rules import veiled_id
from parvis.core import events, files, journal
from parvis.core.brands import hold
from parvis.core.forgetting import forget_told
from parvis.core.jobs.forgetting import forget_words
from parvis.core.models import Account, Brand
from parvis.core.newcomers import forget_account
from parvis.core.traces import Traces, quotable
from parvis.engagement.actions.erasure import settle_cases
from parvis.engagement.actions.notices import clean_notes
from parvis.engagement.actions.notices import forget_posts as unsend
from parvis.flows.forgotten import handle_print, identity_print, post_print, thread_print
from parvis.listening.actions import forget_hits
from parvis.listening.discovery.actions.candidates import forget_words as forget_found
from parvis.listening.index.actions import unindex
from parvis.outbox.actions.erasure import answers_to, clean_body, drop_unsent
from parvis.people.actions.erasure import Tombstone, clean_evidence, clean_imports, remember_erased, remove_people
from parvis.people.families import family_of, heads_of
from parvis.people.models import Export, Identity, Person

THREADS = 200
"""Threads whose answers are cleaned together: their posts are in memory at once."""


@dataclass(frozen=True, slots=True)
class Toll:
    """What an erasure touched."""

    identities: int
    posts: int
    answers: int
    cases: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A person as the house knows them. `family`: they and all who were merged into them."""

    brand: Brand
    family: list[int]
    names: list[str]
    identities: list[Identity]
    threads: list[Thread]
    members: list[Member]

    @property
    def ids(self) -> list[int]:
        return [identity.pk for identity in self.identities]


def erase(brand: Brand, person: Person, *, by: Account, at: datetime) -> Toll:
    """Cannot be undone. Raises Person.DoesNotExist when they were erased, or merged into another, meanwhile."""
    with transaction.atomic():
        hold(brand.pk)
        found = _find(brand, person)
        posts = Post.sealed_too.filter(brand=brand, author_id__in=found.ids)
        told = _remember(found, posts, at)
        answers = _clean_answers(found, told, at)
        cases = settle_cases(brand.pk, found.ids, found.family, _own_words(found), at)
        _empty(found, posts, at)
        forget_traces(brand.pk, found.ids)
        for account in forget_members(brand.pk, found.members, at=at):
            if not at_home_elsewhere(account):
                forget_account(account)
        copies = list(Export.objects.filter(person_id__in=found.family).values_list("token", flat=True))
        copies += forget_archives(brand.pk)
        gone = remove_people(brand.pk, found.family)
        sharp = Traces(word for word in _own_words(found).words if len(word) > 4)
        forget_words(sharp)
        forget_found(brand.pk, sharp)
        forget_told(brand.pk, sharp)
        clean_words(brand.pk, sharp)
        clean_shown(brand.pk, sharp)
        clean_notes(brand.pk, sharp)
        clean_imports(brand.pk, sharp)
        clean_evidence(brand.pk, sharp)
        clean_reports(brand.pk, sharp)
        forget_mentions(brand.pk, sharp, at=at)
        toll = Toll(identities=gone, posts=len(told), answers=answers, cases=cases)
        data = {"identities": gone, "posts": toll.posts, "answers": answers, "cases": cases}
        journal.record(brand, actor=by, verb="person.erased", object=f"person:{person.pk}", data=data, at=at)
        events.publish(brand.pk, "posts", "", at)
        settle_search()
        transaction.on_commit(lambda: _drop_files(brand.pk, copies, sharp))
    return toll


def _find(brand: Brand, person: Person) -> _Found:
    Person.objects.select_for_update().get(brand=brand, pk=person.pk)
    if heads_of(brand.pk, [person.pk]).get(person.pk) != person.pk:
        raise Person.DoesNotExist
    family = family_of(brand.pk, person.pk)
    identities = list(Identity.objects.filter(brand=brand, person_id__in=family).order_by("pk"))
    ids = [identity.pk for identity in identities]
    names = list(Person.objects.filter(pk__in=family).values_list("name", flat=True))
    threads = list(Thread.sealed_too.filter(brand=brand, author_id__in=ids))
    members = members_of(brand.pk, ids)
    names += [member.name for member in members]
    return _Found(brand, family, names, identities, threads, members)


def _own_words(found: _Found) -> Traces:
    """Names, handles and addresses, under which anything about them would be found."""
    words = [*found.names]
    for identity in found.identities:
        words += [identity.name, identity.handle, identity.handle.lstrip("@"), identity.remote_id]
        words += [identity.url, identity.avatar_url]
    for member in found.members:
        words += [member.name, member.handle, member.account.email if member.account else ""]
    return Traces(words)


def _remember(found: _Found, posts: QuerySet[Post], at: datetime) -> dict[int, tuple[int, int, str]]:
    """Tombstones of everything that a network could bring again; post id → (place, thread, id on the network)."""
    brand_id = found.brand.pk
    told = {
        pk: (place, thread, remote_id)
        for pk, place, thread, remote_id in posts.values_list("pk", "place_id", "thread_id", "remote_id")
    }
    stones = [
        Tombstone(i.network, "identity", identity_print(brand_id, i.network, i.remote_id)) for i in found.identities
    ]
    stones += [
        Tombstone(i.network, "handle", handle_print(brand_id, i.network, i.handle))
        for i in found.identities
        if i.handle
    ]
    stones += [Tombstone("", "post", post_print(place, remote_id)) for place, _thread, remote_id in told.values()]
    stones += [Tombstone("", "thread", thread_print(t.place_id, t.remote_id)) for t in found.threads]
    remember_erased(brand_id, stones, at)
    return told


def _clean_answers(found: _Found, told: dict[int, tuple[int, int, str]], at: datetime) -> int:
    """Our answers, what others quoted, and what connectors remember."""
    drop_unsent(found.brand.pk, found.ids, [t.pk for t in found.threads])
    began = {thread.pk: thread for thread in found.threads}
    touched = sorted({thread for _place, thread, _id in told.values()} | set(began))
    unfind(touched)
    words = _own_words(found)
    given = [part for name in (*found.names, *(i.name for i in found.identities)) for part in name.split()]
    cleaned = 0
    for some in batches(touched, THREADS):
        cleaned += _clean_threads(found, some, [*words.words, *given], at)
    remote_ids = [remote_id for _place, _thread, remote_id in told.values()] + [t.remote_id for t in found.threads]
    places = {place for place, _thread, _id in told.values()}
    clean_streams(places, [*words.words, *remote_ids])
    return cleaned


def _clean_threads(found: _Found, thread_ids: Sequence[int], words: list[str], at: datetime) -> int:
    """Thread by thread: only what was said in it can be quoted in it."""
    said: dict[int, list[Post]] = defaultdict(list)
    others: dict[int, list[Post]] = defaultdict(list)
    theirs = set(found.ids)
    for post in Post.sealed_too.filter(brand=found.brand, thread_id__in=list(thread_ids)).order_by("pk"):
        (said if post.author_id in theirs else others)[post.thread_id].append(post)
    answers = defaultdict(list)
    for outgoing in answers_to(found.brand.pk, found.ids, []).filter(thread_id__in=list(thread_ids)):
        answers[outgoing.thread_id].append(outgoing)
    cleaned = 0
    began = {thread.pk for thread in found.threads}
    for thread in Thread.sealed_too.filter(pk__in=list(thread_ids)).select_related("place"):
        ours = [post for post in others[thread.pk] if post.direction == "out"]
        quoting = [post for post in others[thread.pk] if post.direction != "out" and (post.folded or post.extra)]
        if thread.place.network == NETWORK:
            clean_hosted(others[thread.pk], Traces([*words, *_quotes(said[thread.pk])]), _handles(found))
            ours = []
        if thread.pk in began and not (ours or quoting or answers[thread.pk]):
            continue  # nobody else said anything that could hold their words; its title goes whole
        traces = Traces([*words, *_quotes(said[thread.pk])])
        clean_answers(ours, traces, at)
        clean_quotes(quoting, traces)
        clean_thread(thread, traces)
        clean_topics([thread.pk], traces)
        for outgoing in answers[thread.pk]:
            clean_body(outgoing, traces)
        cleaned += len(answers[thread.pk])
    return cleaned


def _handles(found: _Found) -> list[str]:
    return [member.handle for member in found.members if member.handle]


def _quotes(posts: Iterable[Post]) -> Iterator[str]:
    for post in posts:
        yield from (post.remote_id, post.url, post.title)
        yield from quotable(post.text)
        yield from quotable(post.source)


def _empty(found: _Found, posts: QuerySet[Post], at: datetime) -> None:
    rows = list(posts.values_list("pk", "place_id", "remote_id", "reading__sentiment"))
    for some in batches(rows):
        forget_hits(found.brand.pk, [(pk, mood == "negative") for pk, _place, _id, mood in some])
        unkeep(found.brand.pk, [pk for pk, *_rest in some])
        unsend(found.brand.pk, [pk for pk, *_rest in some])
        unindex(found.brand.pk, [pk for pk, *_ in some])
        empty_posts([Veiled(pk, veiled_id(post_print(place, remote_id))) for pk, place, remote_id, _mood in some], at)
    veil_threads([Veiled(t.pk, veiled_id(thread_print(t.place_id, t.remote_id))) for t in found.threads])


def _drop_files(brand_id: int, copies: Sequence[str], traces: Traces) -> None:
    for token in copies:
        files.drop("exports", brand_id, token)
    files.drop_with(traces, brand_id)
