"""A brand with one of each thing that an address can name."""

from __future__ import annotations

from datetime import timedelta

from conftest import NOON, seat_for
from parvis.boards.actions.boards import BoardForm, Source, add_column, make_board, share_board
from parvis.boards.actions.collections import CollectionForm, Kept, make_collection
from parvis.boards.actions.collections import keep as keep_in
from parvis.community.actions.bringing import NewBringing
from parvis.community.actions.bringing import begin as begin_bringing
from parvis.community.actions.categories import add_category
from parvis.community.actions.embeds import list_site
from parvis.community.actions.members import make_group, put_in_group
from parvis.community.actions.showcase import present
from parvis.community.actions.webmentions import take_note, verified
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import BrandHead, Post
from parvis.core.apikeys import make_key
from parvis.core.credentials import keep as keep_access
from parvis.core.files import new_token
from parvis.core.invitations import Offer, invite
from parvis.core.jobs.engine import Call
from parvis.core.jobs.failures import failed, keep
from parvis.core.models import Account, Brand, Delivery, Seat
from parvis.core.roles import Permission, Role
from parvis.core.team import add_department
from parvis.core.webhooks import Wish, add_webhook
from parvis.engagement.actions.alerts import RuleDraft, add_alert_rule, look
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.actions.crisis import add_contacts, add_task, give_role
from parvis.engagement.actions.crisis import propose as propose_crisis
from parvis.engagement.actions.escalation import StepForm, add_step
from parvis.engagement.actions.macros import MacroDraft, add_macro
from parvis.engagement.actions.promises import Word, promise
from parvis.engagement.actions.settings import RuleForm, add_rule
from parvis.engagement.actions.statements import Wording, validate_statement, write_statement
from parvis.engagement.actions.views import save_view
from parvis.engagement.models import AlertDelivery, CrisisContact
from parvis.engagement.rules.alerts import Kind, Raised, Trigger
from parvis.engagement.rules.bulk import Act as BulkAct
from parvis.engagement.rules.crisis import Role as CrisisRole
from parvis.engagement.rules.crisis import Score
from parvis.engagement.rules.escalation import Act, Unit
from parvis.flows import archive as archive_out
from parvis.flows.bulk import act_on_many
from parvis.flows.crisis import open_room
from parvis.flows.feedlists import read_list
from parvis.flows.intake import take_in
from parvis.listening.actions import Caught, save_watch, store_hits
from parvis.listening.discovery.actions.candidates import Measure, measure
from parvis.listening.discovery.actions.explorations import Plan, begin
from parvis.listening.discovery.rules import Budget
from parvis.listening.models import Burst, Watch
from parvis.outbox.actions.drafts import Writing, save_draft
from parvis.outbox.actions.personas import Signing, add_persona
from parvis.outbox.models import Outgoing
from parvis.outbox.tests.conversation import somebody
from parvis.people.actions.contacts import begin_import
from parvis.people.actions.dossier import add_note, ask_export
from parvis.people.actions.merging import merge
from parvis.people.actions.suggesting import Found, propose, refuse
from parvis.people.models import Note, Suggestion
from tests.doors import Things
from tests.square import Square

FEEDS = b'<opml><body><outline text="Train"><outline xmlUrl="https://a.example/f"/></outline></body></opml>'


def furnish(brand: Brand) -> Things:
    """A place with a post, its thread, author and case; a watch; a seat."""
    where = f"https://{brand.slug}.example/feed"
    place, _ = add_place(brand, NewPlace("feed", "feed", where, where, "Blog"), by=None, at=NOON)
    take_in(place, [Item("p1", "t1", "Bonjour ?", author=Author("a1", "Ana"), at=NOON)], NOON)
    post = Post.objects.get(place=place)
    assert post.author is not None
    watch = save_watch(brand, name="Nuit", query="bonjour", role="topic", by=None, at=NOON)
    seat = seat_for(brand, Role.OWNER, name="fondatrice")
    case = open_case(post, By(seat.account, NOON))
    others = [somebody(brand, name, at=NOON).person for name in ("b", "c", "d")]
    merged = merge(brand, winner=others[0], loser=others[1], by=None, at=NOON)
    refusal = refuse(brand, one=post.author.person, other=others[0], by=seat.account, at=NOON)
    propose(brand.pk, [], [Found(post.author.person_id, others[2].pk, 0.9, [])], NOON)
    assert refusal is not None
    keep(Call("gone", "default", {}, None, NOON, 0, 1), attempts=1, error="no", at=NOON)
    shared = save_view(brand, "Nuit", {"view": "mine"}, seat=None, by=seat.account, at=NOON)
    bulk = act_on_many(brand, [(case.pk, case.version)], BulkAct("type", "praise"), by=seat.account, at=NOON)
    person = post.author.person
    note = add_note(person, "Aime les trains", by=seat.account, at=NOON)
    Note.objects.filter(pk=note.pk).update(author=None)  # anybody who may edit people may reword it
    table = begin_import(brand, file_name="c.csv", token="", total=1, by=seat.account, at=NOON)
    at = {"by": seat.account, "at": NOON}
    key, _text = make_key(seat, name="k", permissions=[Permission.POSTS_SEE], expires_at=None, **at)
    hook, _secret = add_webhook(brand, Wish("h", "https://192.168.0.1/", ["case"]), last_hit=0, **at)
    told = Delivery.objects.create(brand=brand, webhook=hook, event="e", topic="case.opened", payload={}, at=NOON)
    answer = save_draft(post, Writing("Bonjour", None), by=seat.account, at=NOON)
    Outgoing.objects.filter(pk=answer.pk).update(state="failed")
    head = BrandHead.objects.create(
        brand=brand, version=1, base="", corrections=1, up_to=1, before=0.5, after=0.6, trained_at=NOON, used_from=NOON
    )
    burst = Burst.objects.create(
        watch=watch, brand=brand, kind="surge", sources="feed", since=NOON, until=NOON + timedelta(hours=1), observed=30,
        expected=3, score=6, found_at=NOON, changed_at=NOON,
        cause={"terms": [["bonjour", 2]], "links": [["https://x.example", 2]], "posts": [post.pk], "places": [[place.pk, 30, 3]]},
    )  # fmt: skip
    board = make_board(seat, BoardForm("Le matin"), at=NOON)
    collection = make_collection(seat, CollectionForm("À garder"), at=NOON)
    exploration = begin(brand, Plan("Nuit", "bonjour", ["https://quai.example/"], Budget(50, 5, 2, 5)), **at)
    told_of = Measure(f"{brand.slug}.example", "http://127.0.0.1:9/feed", "http://127.0.0.1:9/", "Le quai", 9, 4)
    candidate = measure(exploration, told_of, ["quai.example"], NOON)
    assert candidate is not None
    return Things(
        alarm(brand, watch, post, seat)
        | square(brand)
        | {
            "burst": burst.pk,
            "board": board.pk, "collection": collection.pk,
            "column": add_column(board, Source(watch=watch), **at).pk,
            "share": share_board(board, good_for=timedelta(days=7), **at)[0].pk,
            "item": keep_in(collection, Kept(post=post), **at)[0].pk,
            "feedlist": read_list(seat, FEEDS, "f.opml", at=NOON).pk,
            "exploration": exploration.pk, "candidate": candidate.pk,
            "answer": answer.pk, "head": head.pk,
            "macro": add_macro(brand, MacroDraft("Merci", "Merci {person}"), **at).pk, "view": shared.pk, "bulk": bulk.pk,
            "key": key.pk, "webhook": hook.pk, "delivery": told.pk,
            "case": case.pk, "watch": watch.pk, "place": place.pk, "post": post.pk, "thread": post.thread_id,
            "suggestion": Suggestion.objects.get(brand=brand).pk, "merge": merged.pk, "refusal": refusal.pk,
            "person": post.author.person_id, "other": others[2].pk, "seat": seat.pk, "job": failed()[0].pk,
            "department": add_department(brand, "PR", by=seat.account, at=NOON).pk,
            "credential": keep_access(
                brand, network="mastodon", name="@ana@rails.example", secrets={"token": "x"}, at=NOON,
                seen={"server": "https://rails.example", "name": "ana", "level": "read"},
            ).pk,
            "persona": add_persona(brand, Signing("Ana", "voice"), by=seat.account, at=NOON).pk,
            "rule": add_rule(brand, RuleForm("Nuit"), by=seat.account, at=NOON).pk,
            "invitation": invite(brand, Offer("", Role.OBSERVER), by=seat, at=NOON)[0].pk,
            "note": note.pk, "table": table.pk,
            "copy": ask_export(person, language="fr", by=seat.account, at=NOON).pk,
            "promise": promise(person, Word("Rappeler"), by=seat.account, at=NOON).pk,
            "step": add_step(brand, StepForm(Unit.PERCENT, 80, Act.RAISE), by=seat.account, at=NOON).pk,
        }
    )  # fmt: skip


def square(brand: Brand) -> dict[str, int]:
    """A community with a space and a group that a member is in."""
    house = Square(brand, NOON)
    member, group = house.member("lea"), make_group(house.community, "Proches", by=None, at=NOON)
    put_in_group(group, member, by=None, at=NOON)
    space = house.space("Entraide")
    category = add_category(space, "Portraits", by=None, at=NOON)
    spotlight = present(member, "Elle répond à tous.", by=member.account, at=NOON)
    site = list_site(space, member, "https://blog.example/", by=None, at=NOON)
    topic = house.topic(space, member, "Une bougie")
    cited = take_note(topic, "https://quai.example/a", "https://parvis.example/t", at=NOON)
    verified(cited, name="Le quai", title="Lu ailleurs", excerpt="…", at=NOON)
    return {
        "space": space.pk, "group": group.pk, "member": member.pk, "category": category.pk, "spotlight": spotlight.pk,
        "embed_site": site.pk, "webmention": cited.pk,
        "bringing": begin_bringing(brand, NewBringing("csv", "f.csv", "csv", new_token()), by=member.account, at=NOON).pk,
        "archive": written(brand, member.account),
    }  # fmt: skip


def written(brand: Brand, by: Account) -> int:
    made = archive_out.ask(brand, sealed=False, language="fr", by=by, at=NOON)
    archive_out.write(made.pk, NOON)
    return made.pk


def alarm(brand: Brand, watch: Watch, post: Post, seat: Seat) -> dict[str, int]:
    """An alert about a post, whose mail failed; a crisis on its watch, with one of each thing in it, and one proposed."""
    by = {"by": seat.account, "at": NOON}
    store_hits(brand.pk, [Caught(watch.pk, post.pk, post.place_id, NOON, negative=True)])
    draft = RuleDraft("Foule", Trigger(Kind.HIT), watch, seats=[seat.pk], mail=True)
    rule = add_alert_rule(brand, draft, **by)
    alert = look(rule.pk, Raised((post.pk,), {"posts": 1}), 0, NOON)
    assert alert is not None
    AlertDelivery.objects.filter(alert=alert, channel="mail").update(state="failed")
    assert post.author is not None
    crisis = open_room(brand, "Nuit", [watch], **by)
    statement = write_statement(crisis, Wording("Attente", "Nous savons."), **by)
    validate_statement(statement, version=1, **by)
    add_contacts(crisis, [post.author.person], **by)
    return {
        "alert": alert.pk, "alert_rule": rule.pk,
        "alert_delivery": AlertDelivery.objects.get(alert=alert, channel="mail").pk,
        "crisis": crisis.pk, "statement": statement.pk, "crisis_role": give_role(crisis, CrisisRole.PILOT, seat, **by).pk,
        "crisis_task": add_task(crisis, "Prévenir", **by).pk,
        "crisis_contact": CrisisContact.objects.get(crisis=crisis).pk,
        "crisis_proposal": propose_crisis(brand, Score(60.0, ()), 55.0, [watch.pk], [], at=NOON).pk,
    }  # fmt: skip
