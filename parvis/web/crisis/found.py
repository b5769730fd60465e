"""The room and the things in it that an address names, of this brand only."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from parvis.engagement.models import Crisis, CrisisContact, CrisisRole, CrisisTask, Statement
from parvis.web.ui.door import DeskRequest

T = TypeVar("T", CrisisContact, CrisisRole, CrisisTask, Statement)


def crisis_of(request: DeskRequest, id: int) -> Crisis:
    crisis = Crisis.objects.select_related("opened_by", "closed_by", "proposal").filter(brand=request.desk.brand, pk=id)
    found = crisis.first()
    if found is None:
        raise Http404
    found.brand = request.desk.brand
    return found


def thing_of(request: DeskRequest, model: type[T], id: int) -> T:
    assert issubclass(model, Model)
    return get_object_or_404(model._default_manager.select_related("crisis__brand"), pk=id, brand=request.desk.brand)


def back(request: DeskRequest, crisis_id: int, anchor: str = "") -> HttpResponse:
    where = reverse("crisis", kwargs={"brand": request.desk.brand.slug, "id": crisis_id})
    return redirect(f"{where}#{anchor}" if anchor else where)
