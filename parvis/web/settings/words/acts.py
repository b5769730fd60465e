"""Lines of the journal in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.conversations.models import Place
from parvis.core.models import Brand, Department, Journal, Seat
from parvis.engagement.models import AlertRule, Crisis, TriageRule
from parvis.listening.models import Watch
from parvis.outbox.models import Persona
from parvis.people.models import Person
from parvis.web.settings.words.listing import quoted

VERBS: Mapping[str, str | Promise] = {
    "brand.founded": _("founded the brand"),
    "brand.changed": _("changed the brand"),
    "brand.second_factor_asked": _("asked the team for a second factor"),
    "brand.second_factor_left": _("left the second factor to each one"),
    "seat.places": _("chose the places of"),
    "seat.handed_over": _("handed over the work of"),
    "invitation.sent": _("invited"),
    "invitation.renewed": _("made a new link for"),
    "invitation.revoked": _("revoked the invitation of"),
    "invitation.accepted": _("accepted the invitation of"),
    "factor.added": _("added a second factor"),
    "factor.removed": _("removed a second factor"),
    "factor.codes_made": _("made new recovery codes"),
    "session.ended": _("signed out other devices"),
    "seat.give": _("gave a seat to"),
    "seat.changed": _("changed the seat of"),
    "seat.ended": _("ended the seat of"),
    "key.made": _("made a key for a program"),
    "key.ended": _("ended the key of a program"),
    "webhook.added": _("added the webhook"),
    "webhook.changed": _("changed the webhook"),
    "webhook.paused": _("paused the webhook"),
    "webhook.resumed": _("resumed the webhook"),
    "webhook.removed": _("removed the webhook"),
    "webhook.sent_again": _("sent a message to a webhook again"),
    "password.set": _("set a password"),
    "department.added": _("added the department"),
    "department.renamed": _("renamed the department"),
    "department.removed": _("removed the department"),
    "persona.added": _("added the persona"),
    "persona.edited": _("edited the persona"),
    "persona.ended": _("ended the persona"),
    "rule.added": _("added the rule"),
    "rule.edited": _("edited the rule"),
    "rule.paused": _("paused the rule"),
    "rule.resumed": _("resumed the rule"),
    "rule.removed": _("removed the rule"),
    "rules.ordered": _("put the rules in another order"),
    "target.set": _("set a response target"),
    "hours.set": _("changed the opening hours"),
    "step.added": _("added an escalation step"),
    "step.removed": _("removed an escalation step"),
    "case.escalated": _("took an escalation step for the case"),
    "watch.made": _("made the watch"),
    "echo.taken_out": _("took a post out of those that say the same"),
    "echo.put_back": _("put a post back with those that say the same"),
    "watch.changed": _("changed the watch"),
    "watch.paused": _("paused the watch"),
    "watch.resumed": _("resumed the watch"),
    "watch.deleted": _("removed the watch"),
    "burst.judged": _("judged a burst of the watch"),
    "post.reread": _("corrected how was read"),
    "post.reread_undone": _("took back a correction of"),
    "reader.started": _("let a second reader read"),
    "reader.ended": _("ended the second reader"),
    "reading.learnt": _("taught the reading of posts"),
    "reading.used": _("put into use what was learnt in"),
    "reading.given_up": _("gave up what was learnt in"),
    "post.approve": _("approved"),
    "post.hold": _("held"),
    "post.spam": _("marked as spam"),
    "post.trash": _("put in the trash"),
    "post.restore": _("brought back"),
    "post.reworded": _("reworded"),
    "post.held": _("held back for its new links"),
    "topic.closed": _("closed the topic"),
    "topic.reopened": _("reopened the topic"),
    "topic.pinned": _("pinned the topic"),
    "topic.unpinned": _("unpinned the topic"),
    "topic.hidden": _("hid the topic"),
    "topic.shown": _("brought back the topic"),
    "topic.post_hidden": _("hid a post of the topic"),
    "report.taken": _("took a reported post away"),
    "report.kept": _("left a reported post standing"),
    "topic.post_shown": _("let a post stand in the topic"),
    "topic.moved": _("moved the topic"),
    "topic.split": _("made a topic of its own of posts of"),
    "topic.merged": _("merged another topic into"),
    "topic.split_undone": _("took back a split of the topic"),
    "topic.merge_undone": _("took back a merge of the topic"),
    "place.added": _("added the place"),
    "place.renamed": _("renamed the place"),
    "place.paused": _("paused the place"),
    "place.resumed": _("resumed the place"),
    "place.moved": _("moved the place"),
    "place.removed": _("removed the place"),
    "place.kept_for": _("said how long posts are kept in"),
    "access.given": _("connected the account"),
    "access.ended": _("disconnected the account"),
    "person.described": _("described"),
    "person.noted": _("noted something about"),
    "person.note_edited": _("reworded a note about"),
    "person.note_removed": _("removed a note about"),
    "person.allowed": _("wrote down a consent of"),
    "person.withdrew": _("wrote down a withdrawal of consent by"),
    "person.exported": _("asked for a copy of the data of"),
    "person.erased": _("erased the person"),
    "people.imported": _("imported contacts"),
    "people.exported": _("exported the contacts of"),
    "promise.made": _("wrote down the promise"),
    "promise.kept": _("kept the promise"),
    "promise.broken": _("broke the promise"),
    "promise.reopened": _("took up again the promise"),
    "person.merged": _("merged other identities into"),
    "person.unmerged": _("undid a merge of"),
    "person.not_same": _("said that somebody else is not"),
    "person.maybe_same": _("took back that somebody else is not"),
    "case.opened": _("opened the case"),
    "case.assigned": _("gave away the case"),
    "case.unassigned": _("gave back the case"),
    "case.routed": _("asked a department about the case"),
    "case.returned": _("gave back the answer on the case"),
    "case.withdrawn": _("took back from a department the case"),
    "case.merged": _("merged another into the case"),
    "case.merged_away": _("merged into another the case"),
    "case.unmerged": _("undid a merge of the case"),
    "case.split": _("took out of another the case"),
    "case.split_off": _("took something out of the case"),
    "case.classified": _("sorted the case"),
    "case.snoozed": _("put aside the case"),
    "case.reopened": _("opened again the case"),
    "case.closed": _("closed the case"),
    "case.note": _("noted something on the case"),
    "case.replied": _("answered the case"),
    "case.prioritised": _("set the priority of the case"),
    "cases.bulk": _("did one thing to many cases"),
    "cases.bulk_undone": _("undid what was done to many cases"),
    "macro.added": _("added the ready answer"),
    "macro.edited": _("edited the ready answer"),
    "macro.removed": _("removed the ready answer"),
    "view.saved": _("kept the view"),
    "view.renamed": _("renamed the view"),
    "view.removed": _("removed the view"),
    "reply.queued": _("let go the answer"),
    "reply.submitted": _("handed in the answer"),
    "reply.approved": _("approved the answer"),
    "reply.taken_back": _("took back the answer"),
    "reply.discarded": _("threw away the draft"),
    "reply.confirmed": _("confirmed that it arrived: the answer"),
    "reply.sent_again": _("sent again the answer"),
    "reply.by_hand": _("chose to copy by hand the answer"),
    "alert_rule.added": _("added the alert rule"),
    "alert_rule.changed": _("changed the alert rule"),
    "alert_rule.paused": _("paused the alert rule"),
    "alert_rule.resumed": _("resumed the alert rule"),
    "alert_rule.removed": _("removed the alert rule"),
    "alert.raised": _("raised the alert"),
    "alert.closed": _("closed the alert"),
    "alert.reopened": _("opened again the alert"),
    "alert.sent_again": _("sent again the mail of the alert"),
    "crisis.proposed": _("said that this looks like a crisis"),
    "crisis.refused_proposal": _("said that it is no crisis"),
    "crisis.opened_proposal": _("said that it is a crisis"),
    "crisis.opened": _("opened the crisis room"),
    "crisis.closed": _("closed the crisis room"),
    "crisis.reopened": _("opened again the crisis room"),
    "crisis.note": _("noted something in the crisis room"),
    "crisis.decision": _("wrote down a decision in the crisis room"),
    "crisis.role_given": _("gave a role in the crisis room"),
    "crisis.role_ended": _("took away a role in the crisis room"),
    "crisis.task_added": _("added to the checklist of the crisis room"),
    "crisis.task_done": _("ticked something off in the crisis room"),
    "crisis.task_undone": _("took back a tick in the crisis room"),
    "crisis.task_reworded": _("reworded the checklist of the crisis room"),
    "crisis.task_removed": _("removed from the checklist of the crisis room"),
    "crisis.contacts_added": _("chose whom to inform in the crisis room"),
    "crisis.contact_informed": _("informed somebody from the crisis room"),
    "crisis.contact_not_yet": _("took back that somebody was informed in the crisis room"),
    "crisis.contact_removed": _("took somebody off the list of the crisis room"),
    "crisis.statement_made": _("prepared a statement in the crisis room"),
    "crisis.statement_worded": _("reworded a statement in the crisis room"),
    "crisis.validated": _("validated a statement in the crisis room"),
    "crisis.withdrawn": _("withdrew a statement in the crisis room"),
    "crisis.used": _("answered with a statement of the crisis room"),
    "jobs.retried": _("tried again a job"),
    "jobs.dismissed": _("dismissed a failed job"),
}


def verb_words(verb: str) -> str:
    """A verb that this table lacks is shown as it is: nothing is hidden."""
    return str(VERBS.get(verb, verb))


def object_names(brand: Brand, lines: Iterable[Journal]) -> dict[str, str]:
    """What each line is about, by its `object`: one query for each kind of thing, whatever the number of lines."""
    ids: dict[str, set[int]] = {}
    for line in lines:
        kind, _sep, pk = line.object.partition(":")
        if pk.isdigit():
            ids.setdefault(kind, set()).add(int(pk))
    names: dict[str, str] = {}
    for kind, field in (
        ("watch", Watch.objects.values_list("pk", "name")),
        ("place", Place.objects.values_list("pk", "name")),
        ("person", Person.objects.values_list("pk", "name")),
        ("persona", Persona.objects.values_list("pk", "name")),
        ("rule", TriageRule.objects.values_list("pk", "name")),
        ("alert_rule", AlertRule.objects.values_list("pk", "name")),
        ("crisis", Crisis.objects.values_list("pk", "name")),
        ("department", Department.objects.values_list("pk", "name")),
        ("seat", Seat.objects.values_list("pk", "account__name")),
    ):
        if kind in ids:
            found = field.filter(brand=brand, pk__in=ids[kind])
            names |= {f"{kind}:{pk}": str(name) for pk, name in found}
    return names


def object_words(line: Journal, names: Mapping[str, str]) -> str:
    """The name it had then if the line says it, else the one it has; a number for what has no name."""
    kind, _sep, pk = line.object.partition(":")
    if kind in ("brand", "account") and line.verb != "brand.founded":
        return ""
    said = line.data.get("name") or names.get(line.object) or line.data.get("email")
    return quoted(str(said)) if said and kind not in ("case", "outgoing", "step") else _number(pk)


def _number(pk: str) -> str:
    return str(_("no. %(number)s")) % {"number": pk}
