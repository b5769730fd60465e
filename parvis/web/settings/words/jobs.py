"""Jobs in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TASKS: Mapping[str, str | Promise] = {
    "parvis.flows.intake.poll_stream": _("Read a place"),
    "parvis.flows.intake.poll_due": _("Look which places are to be read"),
    "parvis.flows.watches.match_watch_back": _("Look for a new watch in older posts"),
    "parvis.flows.watches.match_watch_recent": _("Look for a new watch in recent posts"),
    "parvis.flows.watches.index_words": _("Note which posts have which words"),
    "parvis.flows.alerts.raise_alerts": _("Raise and send alerts"),
    "parvis.flows.notice_mail.mail_notices": _("Send by mail what colleagues send each other"),
    "parvis.flows.crisis.look_for_crises": _("Look whether something looks like a crisis"),
    "parvis.flows.exploring.explore": _("Explore outward for places"),
    "parvis.flows.exploring.keep_explorations": _("Set out again on monthly explorations"),
    "parvis.flows.feedlists.let_in_feeds": _("Add the feeds of a list"),
    "parvis.flows.feedlists.forget_feed_lists": _("Forget old lists of feeds"),
    "parvis.flows.finding.index_topics": _("Note what was written in the community, for its search"),
    "parvis.flows.finding.settle_search": _("Tidy up the community’s search"),
    "parvis.flows.keeping.read_title": _("Fetch the title of a link that was kept"),
    "parvis.flows.bursts.look_for_bursts": _("Look where watches say more or less than usual"),
    "parvis.flows.bursts.look_in": _("Look for bursts in one brand"),
    "parvis.flows.bursts.keep_figures": _("Look which figures of watches are to be made anew"),
    "parvis.flows.bursts.keep_figures_of": _("Make the figures of a watch anew"),
    "parvis.flows.triage.wake_cases": _("Bring back cases that were put aside"),
    "parvis.flows.escalation.escalate_cases": _("Makes cases that wait too long be heard"),
    "parvis.flows.bulk.continue_bulk": _("Go on with what is done to many cases"),
    "parvis.flows.bulk.undo_bulk": _("Undo what was done to many cases"),
    "parvis.flows.bulk.forget_bulks": _("Forget what can no longer be undone"),
    "parvis.flows.reply.send_queued": _("Send an answer"),
    "parvis.flows.moderate.moderate_post": _("Carry out a moderator’s decision"),
    "parvis.flows.moderate.tend_decisions": _("Take care of decisions that have not arrived"),
    "parvis.flows.reply.tend_outbox": _("Look after answers on their way"),
    "parvis.flows.hosting.hear": _("Hear what was said in the community"),
    "parvis.flows.arrival.forget_arrivals": _("Forget who asked to join and did not come"),
    "parvis.flows.arrival.send_link": _("Send the link of a new account"),
    "parvis.flows.arrival.tell_applicant": _("Tell an applicant what the team decided"),
    "parvis.flows.forgotten_password.send_link": _("Send a link for a new password"),
    "parvis.flows.contests.close": _("Close contests in time"),
    "parvis.flows.contests.tell": _("Tell the winners of a contest"),
    "parvis.flows.contests.forget": _("Erase the data of past contests"),
    "parvis.flows.gathering.remind": _("Look which events come soon"),
    "parvis.flows.gathering.remind_one": _("Remind somebody of an event"),
    "parvis.flows.gathering.end": _("End events that are over"),
    "parvis.flows.gathering.clear": _("Erase what was asked for past events"),
    "parvis.flows.polling.close_in_time": _("Close polls in time"),
    "parvis.flows.trust.count_trust": _("Count the trust of members"),
    "parvis.flows.trust.count_members": _("Count the trust of some members"),
    "parvis.flows.pictures.forget_unused_pictures": _("Forget pictures that no post shows"),
    "parvis.flows.portable.write_export": _("Make a copy of a person’s data"),
    "parvis.flows.contacts.import_contacts": _("Read a table of contacts"),
    "parvis.flows.retention.let_go_of_old_posts": _("Look where posts are too old to be kept"),
    "parvis.flows.retention.let_go_in": _("Remove posts that are too old to be kept"),
    "parvis.flows.measuring.measure_due": _("Look which places can be counted again"),
    "parvis.flows.measuring.measure_place": _("Count again what became of recent posts"),
    "parvis.flows.renewal.renew_accesses": _("Look which accesses end soon"),
    "parvis.flows.renewal.renew_access": _("Renew the access to an account"),
    "parvis.flows.webhooks.tell_webhooks": _("Gather news for webhooks"),
    "parvis.flows.webhooks.deliver": _("Tell a webhook"),
    "parvis.flows.webhooks.tidy_deliveries": _("Forget old messages to webhooks"),
    "parvis.flows.likeness.compare_newcomers": _("Compare newcomers with the people known"),
    "parvis.flows.likeness.compare_again": _("Compare people again, a few at a time"),
    "parvis.flows.likeness.compare_person": _("Compare one person with the others"),
    "parvis.flows.learning.learn_brand": _("Learn from corrections"),
    "parvis.flows.second.read_second_due": _("Look which brands have a second reader"),
    "parvis.flows.second.read_second": _("Let the second reader read"),
    "parvis.core.tasks.tidy": _("Tidy up"),
}


def task_words(name: str) -> str:
    return str(TASKS.get(name, name))


def error_words(error: str) -> str:
    """The last line of a traceback says what went wrong; the rest says where."""
    lines = [line.strip() for line in error.strip().splitlines() if line.strip()]
    return lines[-1] if lines else str(_("No reason was kept."))
