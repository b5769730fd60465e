"""What the team chooses for its community, judged where it is chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.community.actions.looks import LookForm, Stated
from parvis.community.models import AccessStatement, Look
from parvis.community.rules.colours import is_colour
from parvis.community.rules.looks import HOUSE, TEXT, WORDS, Colours, Font, Light, Part, Refused, why_not
from parvis.flows.looks import why_not_domain

PARTS = {
    Light.DAY: {Part.GROUND: _("Ground, by day"), Part.INK: _("Text, by day"), Part.ACCENT: _("Accent, by day")},
    Light.NIGHT: {
        Part.GROUND: _("Ground, by night"),
        Part.INK: _("Text, by night"),
        Part.ACCENT: _("Accent, by night"),
    },
}
FONTS = {
    Font.HOUSE: _("As it comes: a serif for titles, a humanist for text"),
    Font.SYSTEM: _("The machine’s own"),
    Font.HUMANIST: _("Humanist"),
    Font.CLASSIC: _("Classic, with serifs"),
    Font.ROUND: _("Round"),
    Font.TYPEWRITER: _("Typewriter titles"),
}
LANGUAGES = {"fr": _("in French"), "en": _("in English")}
SAID = {"members": _("“Members”"), "new_topic": _("“New topic”"), "welcome": _("Word of welcome, above the topics")}


class DressForm(forms.Form):
    """Fields `light_ground`… and `fr_members`…: see the constants. A colour that cannot be worn gives way, in the form shown
    again, to the nearest that can."""

    own = forms.BooleanField(label=_("Colours of our own"), required=False)
    font = forms.ChoiceField(label=_("Letters"), choices=[(font.value, name) for font, name in FONTS.items()])
    domain = forms.CharField(
        label=_("Host name"), max_length=253, required=False,
        help_text=_("Such as forum.brand.example. Leave it empty to stay at the house’s address."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "inputmode": "url"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for light, parts in PARTS.items():
            for part, label in parts.items():
                self.fields[f"{light}_{part}"] = forms.CharField(
                    label=label, required=False, max_length=7, widget=forms.ColorInput()
                )
        for language, tongue in LANGUAGES.items():
            for name, label in SAID.items():
                self.fields[f"{language}_{name}"] = forms.CharField(
                    label=f"{label} {tongue}", required=False, max_length=WORDS[name],
                    widget=forms.Textarea(attrs={"rows": 3}) if name == "welcome" else forms.TextInput(),
                )  # fmt: skip

    @staticmethod
    def of(look: Look | None) -> dict[str, Any]:
        """What stands."""
        worn = look.colours if look is not None else {}
        told: dict[str, Any] = {"own": bool(worn), "font": "house", "domain": ""}
        for light, house in HOUSE.items():
            colours = worn.get(light.value) or {part.value: getattr(house, part.value) for part in Part}
            told |= {f"{light}_{part}": colours[part.value] for part in Part}
        if look is not None:
            told |= {"font": look.font, "domain": look.domain}
            told |= {f"{lang}_{name}": said for lang, words in look.words.items() for name, said in words.items()}
        return told

    def colours(self) -> list[tuple[Light, list[forms.BoundField]]]:
        return [(light, [self[f"{light}_{part}"] for part in parts]) for light, parts in PARTS.items()]

    def words(self) -> list[forms.BoundField]:
        return [self[f"{language}_{name}"] for name in SAID for language in LANGUAGES]

    def clean_domain(self) -> str:
        name = str(self.cleaned_data["domain"]).strip().lower().rstrip(".")
        why = why_not_domain(name) if name else ""
        if why == "shape":
            raise ValidationError(_("Write a host name alone, like forum.brand.example."))
        if why == "house":
            raise ValidationError(_("This is the address of the house itself: choose another name for the community."))
        if why == "unserved":
            raise ValidationError(
                _("The house does not answer at this name yet. Whoever runs it adds it to PARVIS_HOSTS.")
            )
        return name

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not told.get("own"):
            return told
        given = {name: self.data.get(name) for name in self.data}
        for light in Light:
            names = {part: f"{light}_{part}" for part in Part}
            chosen = {part: str(told.get(name, "")).lower() for part, name in names.items()}
            unread = [part for part, colour in chosen.items() if not is_colour(colour)]
            for part in unread:
                self.add_error(names[part], gettext("Write a colour as #rrggbb."))
            if not unread:
                for one in why_not(Colours(**chosen), light):
                    self.add_error(names[one.part], refusal(one, light))
                    given[names[one.part]] = one.nearest
        self.data = given
        return told

    def said(self) -> LookForm:
        told = self.cleaned_data
        colours = {
            light: Colours(**{part.value: str(told[f"{light}_{part}"]).lower() for part in Part}) for light in Light
        }
        words = {language: {name: told[f"{language}_{name}"] for name in SAID} for language in LANGUAGES}
        return LookForm(colours if told["own"] else None, Font(told["font"]), words, told["domain"])


def refusal(one: Refused, light: Light) -> str:
    """Why a colour cannot be worn, and which can."""
    if one.part is Part.GROUND:
        said = (
            gettext("By day the ground must be brighter, so that text stands out on it.")
            if light is Light.DAY
            else gettext("By night the ground must be darker, so that text stands out on it.")
        )
    else:
        said = gettext("This cannot be read on the ground: its contrast is %(has)s, and %(least)s is needed.") % {
            "has": number_format(round(one.has or 0, 2)), "least": number_format(TEXT),
        }  # fmt: skip
    nearest = gettext("The nearest that can be worn is %(nearest)s: it is in the field, save again to take it.")
    return f"{said} {nearest % {'nearest': one.nearest}}"


STATES = {
    "full": _("Complies fully"),
    "partial": _("Complies partially (half of the criteria or more)"),
    "none": _("Does not comply (less than half, or no audit)"),
}


class AccessForm(forms.Form):
    organisation = forms.CharField(
        label=_("Organisation"), max_length=160, error_messages={"required": _("Say who is in charge of the site.")}
    )
    state = forms.ChoiceField(label=_("State of compliance"), choices=list(STATES.items()))
    rate = forms.IntegerField(
        label=_("Criteria met, in percent"), min_value=0, max_value=100, required=False,
        help_text=_("As the audit counted them. Empty: there was none."),
        error_messages={"invalid": _("Write a number from 0 to 100."), "max_value": _("Write a number from 0 to 100."),
                        "min_value": _("Write a number from 0 to 100.")},
    )  # fmt: skip
    auditor = forms.CharField(label=_("Who made the audit"), max_length=160, required=False)
    assessed_on = forms.DateField(
        label=_("Day of the statement"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Write a day."), "invalid": _("Write a day.")},
    )  # fmt: skip
    failures = forms.CharField(
        label=_("Failures"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What does not comply, one a line."),
    )  # fmt: skip
    burdens = forms.CharField(
        label=_("Exemptions for disproportionate burden"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One a line, with the reason."),
    )  # fmt: skip
    outside = forms.CharField(
        label=_("Content that need not be accessible"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One a line."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail of the person in charge"), max_length=254,
        error_messages={"required": _("Say where people can write."), "invalid": _("Write a whole address, like name@example.org.")},
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Another way to reach them"), max_length=300, required=False,
        help_text=_("A telephone, a postal address, the address of a form."),
    )  # fmt: skip

    @staticmethod
    def of(stated: AccessStatement | None, organisation: str) -> dict[str, Any]:
        if stated is None:
            return {"organisation": organisation, "state": "none"}
        return {name: getattr(stated, name) for name in Stated.__slots__}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        rate, state = told.get("rate"), told.get("state")
        if state in ("full", "partial") and rate is None:
            self.add_error(
                "rate",
                gettext("Without an audit a site does not comply, says the law: choose that, or give its figure."),
            )
        elif (state == "full" and rate != 100) or (state == "partial" and rate is not None and not 50 <= rate < 100):
            self.add_error(
                "state",
                gettext("This does not go with the figure: 100 is full, 50 and more partial, less is not compliant."),
            )
        return told

    def said(self) -> Stated:
        return Stated(**self.cleaned_data)
