"""How the team's page says what a space is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parvis.community.rules.kinds import Kind

KINDS = {
    Kind.DISCUSSION.value: _("Discussion"),
    Kind.QUESTIONS.value: _("Questions and answers"),
    Kind.IDEAS.value: _("Ideas"),
    Kind.EVENTS.value: _("Events"),
    Kind.ANNOUNCEMENTS.value: _("Announcements"),
    Kind.CONTESTS.value: _("Contests"),
    Kind.TESTS.value: _("Product tests"),
    Kind.ARTICLES.value: _("Articles"),
}
ACCESS = {
    "public": _("Everybody"),
    "members": _("Members and the team"),
    "groups": _("Groups that you choose; others see its name"),
    "secret": _("Groups that you choose; nobody else knows of it"),
}
BEGINS = {"members": _("Members"), "team": _("The team")}
LINKS = {"all": _("Everybody’s are links"), "trusted": _("Those of trusted members are"), "none": _("None are")}
TRUST = {0: _("None is asked for"), 1: _("A little: 1"), 2: _("Some: 2"), 3: _("Much: 3"), 4: _("All: 4")}
STARTERS = {
    Kind.DISCUSSION: (_("Conversations"), _("What does not fit elsewhere, and what does one good.")),
    Kind.QUESTIONS: (_("Help each other"), _("One asks, whoever knows answers.")),
    Kind.IDEAS: (_("Ideas"), _("What you would like; the most wanted comes first.")),
    Kind.ANNOUNCEMENTS: (_("What is new"), _("What the team tells.")),
}
"""Spaces that most communities begin with: name and what it is for."""
