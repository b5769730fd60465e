from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.brands import Portrait
from parvis.core.models import Brand
from parvis.web.settings.words.codes import LANGUAGES

_NOT_PLACES = ("Etc/", "posix/", "right/", "SystemV/", "US/")


def time_zones() -> list[tuple[str, str]]:
    """Zones that are named after a place, and UTC."""
    names = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(_NOT_PLACES))
    return [(name, name.replace("_", " ")) for name in ["UTC", *names]]


class BrandForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Give the brand a name.")})
    language = forms.ChoiceField(
        label=_("Language of the brand"),
        choices=[("fr", LANGUAGES["fr"]), ("en", LANGUAGES["en"])],
        help_text=_("In which new watches, rules and signatures are written."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages read"),
        choices=list(LANGUAGES.items()),
        help_text=_("A post is taken to be in one of these. Moods and intents were learnt from French and English."),
        error_messages={"required": _("Choose at least one: a post must be read in some language.")},
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Times are shown in it, and days begin in it."), choices=time_zones
    )

    def portrait(self) -> Portrait:
        said = self.cleaned_data
        return Portrait(said["name"], said["language"], said["languages"], said["timezone"])

    @staticmethod
    def of(brand: Brand) -> BrandForm:
        return BrandForm(
            initial={
                "name": brand.name,
                "language": brand.language,
                "languages": brand.languages or [brand.language],
                "timezone": brand.timezone,
            }
        )
