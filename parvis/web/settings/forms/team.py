from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.conversations.actions.seats import places_given
from parvis.conversations.models import Place
from parvis.core.invitations import Offer
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.core.team import Quality, departments_of
from parvis.web.settings.words.codes import LANGUAGES
from parvis.web.ui.wording import role_name


class SeatForm(forms.Form):
    """In what quality somebody sits. An owner may give every role, others every role but owner."""

    role = forms.ChoiceField(label=_("Role"))
    department = forms.TypedChoiceField(label=_("Department"), required=False, coerce=int, empty_value=None)
    languages = forms.MultipleChoiceField(
        label=_("Languages they answer in"), choices=list(LANGUAGES.items()), required=False
    )
    hours = forms.IntegerField(
        label=_("Hours a week"), min_value=0, max_value=60, initial=35, help_text=_("For the community, not in all.")
    )
    chosen_places = forms.TypedMultipleChoiceField(
        label=_("Places of an agency guest"),
        required=False,
        coerce=int,
        help_text=_("A guest sees these and nothing else; without one, nothing. Other roles see every place."),
    )

    def __init__(self, *args: object, brand: Brand, by: Seat, seat: Seat | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._departments = {department.pk: department for department in departments_of(brand)}
        may_be_owner = by.role == Role.OWNER or (seat is not None and seat.role == Role.OWNER)
        roles = [role for role in Role if role != Role.OWNER or may_be_owner]
        self.choose("role", [(role.value, role_name(role.value)) for role in roles])
        self.choose("department", [("", _("None")), *((pk, d.name) for pk, d in self._departments.items())])
        places = Place.objects.filter(brand=brand, ended_at=None).order_by("name").values_list("pk", "name")
        self.choose("chosen_places", list(places))
        if seat is None:
            self.fields["role"].initial = Role.COMMUNITY_MANAGER.value
            self.fields["languages"].initial = brand.languages or [brand.language]
        else:
            self.initial = {
                "role": seat.role,
                "department": seat.department_id or "",
                "languages": seat.languages,
                "hours": seat.hours_per_week,
                "chosen_places": places_given(seat),
            }

    def choose(self, name: str, choices: list[tuple[object, str | Promise]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def quality(self) -> Quality:
        said = self.cleaned_data
        department = self._departments.get(said["department"])
        return Quality(Role(said["role"]), department, said["languages"], said["hours"])

    def places(self) -> list[int]:
        """None for a role that sees every place."""
        said = self.cleaned_data
        return list(said["chosen_places"]) if said["role"] == Role.AGENCY_GUEST else []


class NewSeatForm(SeatForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Give the address they sign in with."),
            "invalid": _("Write a whole address, like name@example.org."),
        },
    )
    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Give their name.")})
    field_order = ("email", "name", "role", "department", "chosen_places", "languages", "hours")


class InvitationForm(SeatForm):
    """What is offered; the rest is said by whoever accepts."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("Only an account of this address can accept. Empty: whoever holds the link."),
        error_messages={"invalid": _("Write a whole address, like name@example.org.")},
    )
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=[("fr", LANGUAGES["fr"]), ("en", LANGUAGES["en"])]
    )
    mail = forms.BooleanField(label=_("Send it by e-mail"), required=False)
    field_order = ("email", "role", "department", "chosen_places", "language", "mail")

    def __init__(self, *args: object, brand: Brand, by: Seat, **kwargs: object) -> None:
        super().__init__(*args, brand=brand, by=by, **kwargs)  # type: ignore[arg-type]
        del self.fields["languages"], self.fields["hours"]
        self.fields["language"].initial = brand.language if brand.language in ("fr", "en") else "fr"

    def offer(self) -> Offer:
        said = self.cleaned_data
        department = self._departments.get(said["department"])
        return Offer(said["email"], Role(said["role"]), department, self.places(), said["language"])


class DepartmentForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, error_messages={"required": _("Give the department a name.")}
    )
