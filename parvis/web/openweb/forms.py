"""What the team decides of the sites that show its community."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.community.models import Space
from parvis.community.queries.rooms import spaces_of
from parvis.community.rules.access import Access


class SiteForm(forms.Form):
    site = forms.CharField(
        label=_("Address of the site"),
        max_length=500,
        help_text=_("How the addresses of its pages begin: https://blog.example/ or https://blog.example/articles/."),
        error_messages={"required": _("Give the address of the site.")},
    )
    space = forms.ModelChoiceField(
        Space.objects.none(),
        label=_("Space for the comments"),
        help_text=_("A public one: each page of the site has its topic there."),
        error_messages={"required": _("Choose a space.")},
    )
    author = forms.CharField(
        label=_("Member who begins the topics"),
        max_length=41,
        help_text=_("By handle."),
        error_messages={"required": _("Say which member begins the topics.")},
    )

    def __init__(self, *args: Any, brand_id: int, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["space"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = spaces_of(brand_id).filter(access=Access.PUBLIC.value)
        field.empty_label = None
