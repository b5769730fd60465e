"""Inviting somebody: the link is shown once, and sent where the house has a mail server."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core import invitations, team
from parvis.core.clock import now
from parvis.core.invitations import NotOpen
from parvis.core.models import Invitation
from parvis.core.roles import Permission, Role
from parvis.web.settings.forms.team import InvitationForm
from parvis.web.settings.views.page import show
from parvis.web.settings.views.team import team_page
from parvis.web.settings.words.roles import role_sentence
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import role_name

log = logging.getLogger(__name__)


@screen(Permission.TEAM_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    form = InvitationForm(request.POST or None, brand=desk.brand, by=desk.seat)
    if request.method == "POST" and form.is_valid():
        try:
            made, token = invitations.invite(desk.brand, form.offer(), by=desk.seat, at=now())
        except team.AlreadySeated:
            form.add_error("email", _("This person has a seat in your team already."))
        except team.AccountClosed:
            form.add_error("email", _("This account was closed. Have it opened again on the server first."))
        except team.OwnersOnly:
            form.add_error("role", _("Only an owner gives or takes away the role of owner."))
        else:
            return _told(request, made, token, mail=form.cleaned_data["mail"])
    context = {
        "form": form,
        "mails": settings.MAILS,
        "roles": [(role.value, role_sentence(role)) for role in Role],
    }
    return show(request, "invite", "settings_team", context, status=422 if form.is_bound else 200)


def _told(request: DeskRequest, made: Invitation, token: str, *, mail: bool) -> HttpResponse:
    link = request.build_absolute_uri(reverse("invitation", kwargs={"token": token}))
    mailed = _mail(request, made, link) if mail and made.email else None
    answer = team_page(request, invited=made, link=link, mailed=mailed)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _mail(request: DeskRequest, made: Invitation, link: str) -> bool:
    """In the language of the invitation. False: it did not leave, and the link is there to be copied."""
    if not settings.MAILS:
        return False
    desk = request.desk
    with override(made.language):
        told = {"who": desk.account.name, "brand": desk.brand.name, "role": role_name(made.role), "link": link}
        subject = _("%(who)s invites you to the team of %(brand)s") % told
        body = (
            _(
                "Hello,\n\n%(who)s offers you a seat in the team of %(brand)s on Parvis: %(role)s.\n\n%(link)s\n\n"
                "The link is good once, for seven days. If you did not expect it, simply leave it."
            )
            % told
        )
    try:
        return bool(send_mail(subject, body, None, [made.email]))
    except (SMTPException, OSError):
        log.exception("an invitation was not sent")
        return False


@screen(Permission.TEAM_EDIT)
@require_POST
def renew(request: DeskRequest, id: int) -> HttpResponse:
    made = _found(request, id)
    try:
        token = invitations.renew(made, by=request.desk.seat, at=now())
    except NotOpen:
        messages.info(request, _("This invitation has ended meanwhile."))
    except team.OwnersOnly:
        messages.error(request, _("Only an owner gives or takes away the role of owner."))
    else:
        return _told(request, made, token, mail=bool(settings.MAILS))
    return redirect("settings_team", brand=request.desk.brand.slug)


@screen(Permission.TEAM_EDIT)
@require_POST
def revoke(request: DeskRequest, id: int) -> HttpResponse:
    if invitations.revoke(_found(request, id), by=request.desk.account, at=now()):
        messages.success(request, _("The invitation is revoked: its link opens nothing."))
    else:
        messages.info(request, _("This invitation has ended meanwhile."))
    return redirect("settings_team", brand=request.desk.brand.slug)


def _found(request: DeskRequest, id: int) -> Invitation:
    found = Invitation.objects.filter(brand=request.desk.brand, pk=id).first()
    if found is None:
        raise Http404
    return found
