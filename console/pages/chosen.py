"""Buttons of a list that act on the selected row."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from console.page import page
from pools.models import UserPool


@page
def go(request: HttpRequest, *, to: str, back: str, pool: UserPool | None = None) -> HttpResponse:
    """On to the page `to` of the row that is selected; without script nothing may be selected yet."""
    within = [pool.id] if pool else []
    selected = request.GET.get("selected", "")
    if not selected:
        messages.warning(request, "Select a row first.")
        return redirect(reverse(f"console:{back}", args=within))
    try:
        return redirect(reverse(f"console:{to}", args=[*within, selected]))
    except NoReverseMatch:
        raise Http404 from None
