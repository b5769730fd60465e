"""One person's name stands in every column of every table that can hold words; after the erasure none holds it.

A new model or column must be planted here (`PLANTED`), or say why no word of a person can ever stand in it (`CLOSED`).
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from parvis.boards.actions.collections import CollectionForm, Kept, make_collection
from parvis.boards.actions.collections import keep as keep_in
from parvis.boards.models import CollectionItem, Sending
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Link, Moderation, Place, Post, Reading, Revision, Stream, Thread
from parvis.core import files
from parvis.core.jobs.engine import Call, engine
from parvis.core.jobs.failures import keep
from parvis.core.models import Brand, Delivery, Job, Once, Seat, Webhook
from parvis.core.team import add_department
from parvis.engagement.actions import merging, notices, routing
from parvis.engagement.actions.cases import By, link_reply, open_case
from parvis.engagement.actions.cases import note as case_note
from parvis.engagement.actions.crisis import add_contacts, add_task, write_journal
from parvis.engagement.actions.statements import Wording, validate_statement, write_statement
from parvis.engagement.models import (
    Bulk,
    BulkCase,
    Case,
    CaseEvent,
    CaseMerge,
    CaseReply,
    Crisis,
    CrisisContact,
    CrisisEvent,
    CrisisTask,
    Notice,
    Promise,
    Routing,
    Statement,
)
from parvis.flows.crisis import open_room
from parvis.flows.erase import erase
from parvis.flows.intake import take_in
from parvis.flows.keeping import send_to
from parvis.flows.likeness import compare_next
from parvis.flows.watches import match_recent
from parvis.listening.actions import save_watch
from parvis.listening.discovery.actions.candidates import Measure, measure
from parvis.listening.discovery.actions.candidates import refuse as refuse_place
from parvis.listening.discovery.actions.explorations import Plan, begin
from parvis.listening.discovery.actions.frontier import NewLead as New
from parvis.listening.discovery.actions.frontier import add_leads, add_links
from parvis.listening.discovery.actions.frontier import note as note_visit
from parvis.listening.discovery.models import Candidate, Exploration, Host, Lead, SiteLink, Unwanted, Visit
from parvis.listening.discovery.rules import Budget
from parvis.listening.models import Burst, Hit, Watch, WatchTerm, WatchVoice
from parvis.outbox.actions.drafts import Writing, save_draft
from parvis.outbox.models import Outgoing
from parvis.people.actions.dossier import Said, add_note, ask_export, record_consent
from parvis.people.actions.merging import merge
from parvis.people.models import (
    Apart,
    Consent,
    Export,
    Identity,
    Import,
    MatchKey,
    Merge,
    Note,
    NotSame,
    Person,
    Suggestion,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TRACE = "zarquon"
WORDS = "Zarquon attend toujours sur le quai de Dijon, et Zarquon s’ennuie."

TEAM = "words of the team about itself, not of the people it hears"
OURS_ALONE = "written by the code, from a closed list or by a function of its own"
CLOSED: dict[str, str] = {
    **dict.fromkeys(("Brand", "Account", "Seat", "Department", "Persona", "TriageRule", "ResponseTarget",
                     "ApiKey", "Webhook"), TEAM),
    **dict.fromkeys(("Watch", "WatchHour", "WatchDay", "Place"), "what the brand listens for and where: its own words, changed on their page"),
    **dict.fromkeys(("WatchTerm.kind", "WatchTerm.language", "WatchVoice.language", "Burst.kind", "Burst.sources", "Burst.verdict"), OURS_ALONE),
    **dict.fromkeys(("Board", "Column", "BoardShare", "Collection"), TEAM),
    "SearchDoc": "made from posts and titles of the community, and forgotten with them: see test_finding",
    **dict.fromkeys(("Community", "Space", "SpaceGroup", "MemberInvitation"), TEAM),
    **dict.fromkeys(("Topic", "Member", "Applicant", "SignUp", "Draft"), "planted, and looked for in every table, in test_erase_members"),
    **dict.fromkeys(("TopicState", "SpaceState", "MemberTie", "MemberBadge"), OURS_ALONE),
    "FeedList": "addresses of feeds that the brand is about to listen to, for a week", "Sending.key": OURS_ALONE,
    "Credential": "the brand's own accounts elsewhere; the secrets are sealed",
    "Schedule": OURS_ALONE, "Carriage.kind": OURS_ALONE, "PostReaction.kind": OURS_ALONE,
    **dict.fromkeys(("IdeaStep", "Happening", "Contest", "Signature", "Poll", "Trial"), TEAM),
    **dict.fromkeys(("Coming.answer", "Coming.seat", "ContestEntry.ticket", "Ballot.key", "Topic.state"), OURS_ALONE),
    **dict.fromkeys(("Article", "Tag", "Shelf", "ShelfItem", "Spotlight", "Work", "Topic.tagged"),
                    "planted, and looked for in every table, in test_erase_members"),
    "Category": TEAM,
    "Report": "goes with whose post it is about, its words with who wrote them: see test_messages",
    **dict.fromkeys(("Coming", "ContestEntry", "Ballot", "TitleWord"), "goes with who said it: see test_kinds"),
    **dict.fromkeys(("TrialEntry", "TrialFeedback", "TrialParcel"), "goes with who applied: see test_trials"),
    "Upload.sha256": "a hash of a picture; the row and its file go with who brought it: see test_pictures",
    **dict.fromkeys(("Look", "AccessStatement"), TEAM), "Member.picture": "a hash; its file goes with it: see test_look",
    **dict.fromkeys(("Device", "DevicePush"), "goes with its member: see test_push"),
    **dict.fromkeys(("MemberNotice", "MailedAnswer"), "planted, and looked for in every table, in test_erase_members"),
    **dict.fromkeys(("MemberLetter", "NoticeWish", "NoticeConsent"), OURS_ALONE),
    **dict.fromkeys(("Bringing", "ArchiveOut"), "of the team: a file of a forum, what stands in it until it is brought in; both go in days, archives at once"),
    **dict.fromkeys(("BroughtThing", "OldPerson", "OldAddress"), "go with who brought it about: see test_bringing_in"),
    "LinkPreview": "what a page elsewhere says of itself; goes within a week of the last post that shows it: see test_previews",
    **dict.fromkeys(("EmbedSite", "EmbedPage"), "addresses of the brand's own pages"),
    "WebMention": "goes with whom it names: see test_webmentions", "SentMention": "addresses that public posts named, and a fingerprint of their words",
    "Bucket": "a rate limit of a visitor or an account of the team, for a day",
    "WordBlock": "hashes of words by post, rewritten without the person's: see test_past",
    "Event": "ids only, for an hour",
    "RefusedLine": "why a line was left out, in words of ours; nothing of the line",
    "Journal": "ids only: lines are for ever. Searched below all the same",
    "Erased": "keyed fingerprints",
    "Session": "of the team, sealed",
    **dict.fromkeys(("ContentType", "Permission", "Group"), "of the framework"),
    **dict.fromkeys(("ProcrastinateJob", "ProcrastinateWorker", "ProcrastinateEvent", "ProcrastinatePeriodicDefer"),
                    "the queue of PostgreSQL: seen as a table below"),
    "Once.scope": OURS_ALONE, "Once.request": "a fingerprint", "Once.content_type": OURS_ALONE,
    "Delivery.event": OURS_ALONE, "Delivery.topic": OURS_ALONE, "Delivery.state": OURS_ALONE,
    **dict.fromkeys(("EscalationStep", "Escalation", "OpeningHours", "Bulk", "Macro", "SavedView"), TEAM),
    **dict.fromkeys(("Authenticator", "EmailAddress", "EmailConfirmation", "Invitation", "SocialAccount", "SocialApp",
                     "SocialToken"), TEAM),
    **dict.fromkeys(("AlertRule", "AlertDelivery", "AlertQuiet", "AlertWish", "NoticeMail"), "what the team wants to be told of, and who it tells"),
    "Alert": "figures of ours", "CrisisProposal": "figures of ours, and a verdict from a closed list",
    "CrisisRole": OURS_ALONE, "Crisis.language": OURS_ALONE, "CrisisEvent.kind": OURS_ALONE,
    "Statement.network": OURS_ALONE, "Statement.language": OURS_ALONE,
    "Handshake": "the way to an account of the brand's own, for some minutes; sealed",
    "Moderation.act": OURS_ALONE, "Moderation.before": OURS_ALONE, "Moderation.state": OURS_ALONE,
    "Correction": "codes and figures; gone with its post all the same: see test_learning", "Reading.tier": OURS_ALONE, "Reading.language": OURS_ALONE,
    "BrandHead": "sums over hashed pieces of words, and figures",
    "SecondReader": "of the brand: an address and a model; what went wrong in words of ours",
    "BulkCase.state": OURS_ALONE, "Routing.rule": TEAM, "Routing.outcome": OURS_ALONE, "Notice.kind": OURS_ALONE, "Post.standing": OURS_ALONE,
    "Post.kind": OURS_ALONE, "Post.direction": OURS_ALONE, "Post.format": OURS_ALONE,
    "Thread.state": OURS_ALONE, "Reading.register": OURS_ALONE,
    "Stream.name": OURS_ALONE, "Stream.lease_token": OURS_ALONE,
    "Job.task": OURS_ALONE, "Job.queue": OURS_ALONE, "Job.state": OURS_ALONE,
    "Outgoing.state": OURS_ALONE, "Outgoing.key": OURS_ALONE,
    "Case.type": OURS_ALONE, "Case.state": OURS_ALONE, "Case.outcome": OURS_ALONE, "Case.opened_by": TEAM,
    "CaseEvent.kind": OURS_ALONE,
    "Identity.network": OURS_ALONE,
    "Consent.channel": OURS_ALONE, "Consent.purpose": OURS_ALONE,
    "Exploration.name": TEAM, "Exploration.theme": TEAM, "Exploration.ending": OURS_ALONE,
    "Host.shut": OURS_ALONE, "Visit.outcome": OURS_ALONE, "SiteLink.bond": OURS_ALONE,
    "Lead.key": "a fingerprint", "Lead.kind": OURS_ALONE, "Lead.bond": OURS_ALONE, "Lead.outcome": OURS_ALONE,
    "Lead.etag": "a mark of a page's server", "Lead.modified": "a date",
    **dict.fromkeys((f"Candidate.{name}" for name in ("network", "language", "ears", "confidence", "decision")), OURS_ALONE),
    "Export.language": OURS_ALONE, "Export.token": OURS_ALONE, "Import.token": OURS_ALONE,
}  # fmt: skip
"""Where no word of a person can stand, and why: a model, or one column of it."""
WITHOUT_WORDS = (Hit, WatchVoice, NotSame, CaseReply, MatchKey, CrisisContact)
"""Tables without a column for words, which must nevertheless lose their rows about the person."""


def columns() -> list[tuple[type[models.Model], str]]:
    """Every column that can hold words and is not closed."""
    found = []
    for model in apps.get_models():
        for column in model._meta.get_fields():
            if isinstance(column, models.CharField | models.TextField | models.JSONField | models.BinaryField) and not (
                model.__name__ in CLOSED or f"{model.__name__}.{column.name}" in CLOSED
            ):
                found.append((model, column.name))
    return found


def column_of(model: type[models.Model], name: str) -> str:
    column = model._meta.get_field(name)
    assert isinstance(column, models.Field)
    return str(column.column)


def planted(model: type[models.Model], name: str) -> Any:
    """The trace, in the shape of that column."""
    column = model._meta.get_field(name)
    if isinstance(column, models.BinaryField):
        return f'{{"name": "{TRACE}"}}'.encode()
    if isinstance(column, models.JSONField):
        return {TRACE: [f"Zarquon, {TRACE}"]} if name != "tags" else [TRACE]
    start = "https://plaza.example/@" if name.endswith("url") else ""
    return f"{start}{TRACE}"[: column.max_length or None]  # type: ignore[union-attr]


class Scene:
    """Zarquon, known under two names of which one was merged in, with a row in every table."""

    def __init__(self, brand: Brand, seat: Seat) -> None:
        self.brand, self.by = brand, seat.account
        self.place, _ = add_place(brand, NewPlace("plaza", "wall", "w", "w", "Mur"), by=None, at=NOON)
        watch = save_watch(brand, name="Dijon", query="dijon", role="topic", by=None, at=NOON)
        author = Author(f"u-{TRACE}", name="Zarquon Quill", handle=TRACE, url=f"https://plaza.example/@{TRACE}")
        link = f'<a href="https://{TRACE}.example/">ici</a>'
        take_in(
            self.place,
            [
                Item(f"{TRACE}-1", f"{TRACE}-t", f"<p>{WORDS} {link}</p>", "html", title=TRACE, author=author, at=NOON),
                Item("p2", f"{TRACE}-t", "Moi aussi.", author=Author("o", "Omar"), at=NOON, folded=f"> {WORDS}"),
            ],
            NOON,
        )
        take_in(self.place, [Item(f"{TRACE}-1", f"{TRACE}-t", WORDS + "!", title=TRACE, author=author, at=NOON)], NOON)
        match_recent(watch.pk)
        self.post = Post.objects.get(author__remote_id=f"u-{TRACE}")
        Link.objects.get_or_create(
            post=self.post, brand=brand, host=f"{TRACE}.example", url=f"https://{TRACE}.example/"
        )
        assert self.post.author is not None
        self.person = self.post.author.person
        self._around(seat)

    def _around(self, seat: Seat) -> None:
        """What the team made of it."""
        brand, person, by = self.brand, self.person, self.by
        also = Person.objects.create(brand=brand, name=TRACE, first_seen_at=NOON, last_seen_at=NOON)
        Identity.objects.create(
            brand=brand, network="wall", remote_id=f"v-{TRACE}", handle=TRACE, person=also, first_seen_at=NOON
        )
        evidence = [{"kind": "handle", "text": "Both are called %(handle)s", "params": {"handle": TRACE}}]
        merge(brand, winner=person, loser=also, by=by, at=NOON, evidence=evidence)
        other = Identity.objects.get(remote_id="o").person
        third = Person.objects.create(brand=brand, name="Olga", first_seen_at=NOON, last_seen_at=NOON)
        low, high = sorted((person.pk, other.pk))
        NotSame.objects.create(brand=brand, low_id=low, high_id=high, at=NOON)
        compare_next(brand.pk, NOON)
        Suggestion.objects.create(brand=brand, low_id=low, high_id=high, score=0.5, evidence=evidence, at=NOON)
        # Weighed while somebody counted as one with them: not theirs, but it names them.
        Suggestion.objects.create(brand=brand, low=other, high=third, score=0.5, evidence=evidence, at=NOON)
        past = Merge.objects.create(brand=brand, winner=other, loser=third, reason="suggestion", at=NOON)
        Merge.objects.filter(pk=past.pk).update(snapshot={"evidence": evidence}, undone_at=NOON)
        noted = add_note(also, f"{TRACE} aime les trains", by=by, at=NOON)
        said = Said("email", "newsletter", True, NOON, f"v1 {TRACE}", f"carnet de {TRACE}")
        record_consent(person, said, by=by, at=NOON)
        case = open_case(self.post, By(by, NOON))
        apart = Case.objects.create(
            brand=brand, thread=case.thread, place=case.place, post=case.post, type="other", state="closed",
            opened_at=NOON, updated_at=NOON, outcome="answered", closed_at=NOON,
        )  # fmt: skip
        many = Bulk.objects.create(brand=brand, act={"kind": "type"}, account=by, at=NOON)
        BulkCase.objects.create(bulk=many, case=case, seen=1, before={"name": TRACE})
        CaseMerge.objects.create(
            brand=brand, winner=case, loser=apart, by=by, at=NOON, before={"name": TRACE}, winner_left=1, loser_left=1
        )
        case_note(brand, case.pk, f"Rappeler {TRACE}", By(by, NOON))
        press = add_department(brand, "Presse", by=by, at=NOON)
        routing.ask(brand, case.pk, routing.Ask(press, question=f"Que dire à {TRACE} ?"), By(by, NOON))
        notices.tell(brand, [by.pk], "late", at=NOON, case=case, data={"name": TRACE})
        Burst.objects.create(
            brand=brand, watch=Watch.objects.get(), kind="surge", sources="forum", since=NOON, until=NOON + timedelta(hours=1),
            observed=9, expected=1, score=6, found_at=NOON, changed_at=NOON, cause={"terms": [[TRACE, 2]], "posts": [self.post.pk]},
        )  # fmt: skip
        problem = {"text": "The site says: %(said)s", "params": {"said": TRACE}}
        Moderation.objects.create(brand=brand, post=self.post, act="hold", by=by, at=NOON, problem=problem)
        self._kept(seat)
        self._found_outside()
        self._part_of_others()
        self._in_a_crisis()
        sent = save_draft(self.post, Writing(f"Bonjour {TRACE}", None), by=by, at=NOON)
        Outgoing.objects.filter(pk=sent.pk).update(state="sent", sent_at=NOON)
        link_reply(case, sent)
        draft = save_draft(self.post, Writing(f"Cher {TRACE}", None), by=by, at=NOON)
        link_reply(case, draft)
        Promise.objects.create(brand=brand, person=person, note=noted, outgoing=sent, text=TRACE, at=NOON, owner=seat)
        ours = Item("ours", f"{TRACE}-t", f"Bonjour Zarquon, « {WORDS} »", parent_id=f"{TRACE}-1", at=NOON,
                    extra={"direction": "out", "to": TRACE})  # fmt: skip
        take_in(self.place, [ours], NOON)
        self.export = ask_export(person, language="fr", by=by, at=NOON)
        Import.objects.create(brand=brand, file_name="t.csv", token=files.new_token(), at=NOON)
        hook = Webhook.objects.create(brand=brand, name="h", url="https://h.example/", created_at=NOON)
        payload = {"text": f"Bonjour {TRACE}"}
        Delivery.objects.create(brand=brand, webhook=hook, event="e", topic="post", payload=payload, at=NOON)
        for n in range(2):
            Once.objects.create(scope="s", key=f"k{n}", request="r", body=TRACE.encode(), at=NOON)
        keep(Call("gone", "default", {"name": TRACE}, TRACE, NOON, 0, 1), attempts=1, error=f"no {TRACE}", at=NOON)
        keep(Call("gone", "default", {"n": 1}, None, NOON, 0, 1), attempts=1, error=f"no {TRACE}", at=NOON)
        engine().put(Call("gone", "default", {"name": TRACE}, TRACE, NOON, 0, 1), NOON)

    def _in_a_crisis(self) -> None:
        watch = save_watch(self.brand, name="Crise", query="train", role="crisis", by=self.by, at=NOON)
        room = open_room(self.brand, f"La plainte de {TRACE}", [watch], by=self.by, at=NOON)
        write_journal(room, f"Appeler {TRACE}", decision=True, by=self.by, at=NOON)
        add_task(room, f"Rappeler {TRACE}", by=self.by, at=NOON)
        one = write_statement(room, Wording(f"Pour {TRACE}", f"Nous parlons à {TRACE}."), by=self.by, at=NOON)
        validate_statement(one, version=1, by=self.by, at=NOON)
        add_contacts(room, [self.person], by=self.by, at=NOON)

    def _kept(self, seat: Seat) -> None:
        """Their post and a page of theirs in a collection; both before a colleague, who reads a word about them."""
        kept, by = make_collection(seat, CollectionForm("À garder"), at=NOON), {"by": self.by, "at": NOON}
        keep_in(kept, Kept(post=self.post, note=f"{TRACE} le dit bien", tags=[TRACE]), **by)
        keep_in(kept, Kept(url=f"https://{TRACE}.example/", note="une page"), **by)
        keep_in(kept, Kept(url="https://autre.example/", note=f"comme {TRACE}"), **by)
        for what in (self.post, kept):
            send_to(seat, what, note=f"Lis {TRACE}", key="k", **by)

    def _found_outside(self) -> None:
        """An exploration came by their pages, and by one of somebody else's that names them."""
        at = {"by": self.by, "at": NOON}
        theirs, site = f"https://plaza.example/@{TRACE}", f"plaza.example/@{TRACE}"
        one = begin(self.brand, Plan("Dijon", "dijon", [theirs], Budget(50, 5, 2, 5)), **at)
        add_leads(
            one, [New(theirs, "seed", 1.0, 0, title=TRACE), New(f"https://{TRACE}.example/", "link", 1.0, 1)], NOON
        )
        add_links(one, "quai.example", Counter({(site, "link"): 1, (f"{TRACE}.example", "mention"): 1}))
        note_visit(one, Visit(at=NOON, address=theirs, outcome="page"))
        said = [{"title": TRACE, "text": WORDS, "url": theirs, "at": ""}]
        own = measure(one, Measure(site, theirs, theirs, TRACE, 3, 2, samples=said), [site], NOON)
        other = Measure(
            "quai.example", "https://quai.example/feed", "https://quai.example/", "Le quai", 3, 2, samples=said
        )
        measure(one, other, [site, "quai.example"], NOON)
        assert own
        refuse_place(own, f"C’est {TRACE}", **at)

    def _part_of_others(self) -> None:
        """A case of theirs that became part of one of Omar's, and a case of Omar's that became part of one of theirs."""
        author = Author(f"u-{TRACE}", name="Zarquon Quill", handle=TRACE, url=f"https://plaza.example/@{TRACE}")
        omar = Author("o", "Omar")
        said = [
            Item(f"{TRACE}-5", f"{TRACE}-t5", "Toujours rien.", title=WORDS, author=author, at=NOON),
            Item("o6", "t6", "Et mon billet ?", title="Billet", author=omar, at=NOON),
            Item(f"{TRACE}-7", f"{TRACE}-t7", "Alors ?", title=WORDS, author=author, at=NOON),
            Item("o8", "t8", "Et mon train ?", title="Train", author=omar, at=NOON),
        ]
        take_in(self.place, said, NOON)
        cases = [self._case_of(item.remote_id) for item in said]
        merging.merge(self.brand, cases[1].pk, cases[0].pk, By(self.by, NOON))
        merging.merge(self.brand, cases[2].pk, cases[3].pk, By(self.by, NOON))
        self.omars, self.shared = cases[1], cases[2]

    def _case_of(self, remote_id: str) -> Case:
        post = Post.objects.get(place=self.place, remote_id=remote_id)
        return Case.objects.filter(post=post).first() or open_case(post, By(self.by, NOON))

    def fill(self) -> None:
        """The trace in every open column of the rows about the person, past the actions."""
        for model, rows in self.rows().items():
            names = [name for of, name in columns() if of is model]
            for row in rows:
                for name in names:
                    setattr(row, name, planted(model, name))
                if model is not Consent:  # acts do not change: planted when they were written
                    row.save()

    def rows(self) -> dict[type[models.Model], list[Any]]:
        people = Person.objects.filter(name__in=[self.person.name, TRACE])
        return {
            Person: list(people),
            **{kind: list(kind.objects.all()[:1]) for kind in (Exploration, Host, Lead, Visit, SiteLink, Unwanted)},
            Candidate: list(Candidate.objects.filter(site__contains=TRACE)),
            Identity: list(Identity.objects.filter(person=self.person)),
            Note: list(Note.objects.all()),
            Consent: list(Consent.objects.all()),
            Merge: list(Merge.objects.filter(winner=self.person)),
            Apart: list(Apart.objects.filter(person__in=people)),
            Suggestion: list(Suggestion.objects.all()),
            Export: list(Export.objects.all()),
            Import: list(Import.objects.all()),
            Thread: list(Thread.objects.filter(remote_id=f"{TRACE}-t")),
            Post: [self.post],
            Revision: list(Revision.objects.filter(post=self.post)),
            Reading: list(Reading.objects.filter(post=self.post)),
            Link: list(Link.objects.filter(post=self.post)),
            Stream: list(Stream.objects.all()),
            Outgoing: list(Outgoing.objects.all()),
            CaseEvent: list(CaseEvent.objects.filter(case__post=self.post)),
            Routing: list(Routing.objects.all()),
            Notice: list(Notice.objects.filter(case__post=self.post)),
            Moderation: list(Moderation.objects.all()),
            BulkCase: list(BulkCase.objects.all()),
            CaseMerge: list(CaseMerge.objects.all()),
            Crisis: list(Crisis.objects.all()),
            CrisisEvent: list(CrisisEvent.objects.all()),
            CrisisTask: list(CrisisTask.objects.all()),
            Statement: list(Statement.objects.all()),
            Promise: list(Promise.objects.all()),
            Burst: list(Burst.objects.all()),
            WatchTerm: list(WatchTerm.objects.filter(term=TRACE)),
            CollectionItem: list(CollectionItem.objects.filter(url__contains=TRACE)),
            Sending: list(Sending.objects.all()),
            Delivery: list(Delivery.objects.all()),
            Once: list(Once.objects.filter(key="k0")),
            Job: list(Job.objects.filter(args__has_key="name")),
        }


def held() -> dict[str, list[str]]:
    """table.column → values that hold the trace, over the whole database as it lies there."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if TRACE in str(bytes(value) if isinstance(value, memoryview) else value).lower():
                        found.setdefault(f"{table}.{name}", []).append(str(value))
    return found


@pytest.fixture
def scene(brand: Brand, ines: Seat, tmp_path: Path, settings: Any) -> Scene:
    settings.DATA = tmp_path
    return Scene(brand, ines)


@pytest.mark.django_db
def test_the_trace_stands_in_every_column_that_can_hold_words(scene: Scene) -> None:
    scene.fill()
    found = held()
    without = [
        f"{model.__name__}.{name}"
        for model, name in columns()
        if f"{model._meta.db_table}.{column_of(model, name)}" not in found
    ]
    assert without == [], "plant the trace in these columns, or say in CLOSED why no word of a person can stand there"


@pytest.mark.django_db
@pytest.mark.parametrize("filled", [False, True], ids=["through the actions", "in every column"])
def test_after_the_erasure_no_table_and_no_file_holds_it(
    scene: Scene, filled: bool, django_capture_on_commit_callbacks: Any
) -> None:
    files.path_of("exports", scene.brand.pk, scene.export.token, ".zip").write_bytes(b"all")
    kept = files.path_of("imports", scene.brand.pk, files.new_token())
    kept.write_text(f"nom;message\n{TRACE};bonjour\n")
    if filled:
        scene.fill()
        for model in WITHOUT_WORDS:
            assert model._default_manager.exists(), model
    assert held()
    with django_capture_on_commit_callbacks(execute=True):
        erase(scene.brand, Person.objects.get(pk=scene.person.pk), by=scene.by, at=NOON)
    assert held() == {}
    assert not Hit.objects.exists()
    assert not NotSame.objects.exists()
    assert not Apart.objects.exists()
    assert not Suggestion.objects.filter(low=scene.person.pk).exists()
    assert set(MatchKey.objects.values_list("identity__remote_id", flat=True)) <= {"o"}
    assert Case.objects.get(pk=scene.omars.pk).state == "open", "Omar still waits"
    shared = Case.objects.get(pk=scene.shared.pk)
    assert (shared.state, shared.author_id, shared.person_id) == ("open", None, None), "Omar waits in this one too"
    assert WORDS not in str(list(CaseEvent.objects.values_list("data", flat=True)))
    assert [m.loser.name for m in Merge.objects.all()] == ["Olga"], "what others were to each other stays"
    assert [p.name for p in Path(settings.DATA).glob("*ports/*")] == []
    assert Place.objects.exists()
