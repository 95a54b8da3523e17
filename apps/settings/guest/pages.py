"""What guests see, as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _

from apps.company.models import GuestPortal
from apps.settings.guest.forms import GuestRequestForm
from apps.settings.guest.languages import languages_of
from apps.settings.guest.tickets import new_ticket

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def new_form(request: HttpRequest, portal: GuestPortal) -> GuestRequestForm:
    """An address may name the place, as the one on the label of an item does."""
    initial = {"ticket": new_ticket(portal), "reported_location": request.GET.get("location", "")[:120]}
    return GuestRequestForm(portal, initial=initial)


def show(request: HttpRequest, form: GuestRequestForm, status: int = 200) -> HttpResponse:
    context = {"page_title": _("Send a request"), "form": form}
    return render(request, "guest/form.html", context | about(request, form.portal), status=status)


def preview(request: HttpRequest, portal: GuestPortal) -> HttpResponse:
    """The form as it is configured, which cannot be sent."""
    context = {"page_title": _("Send a request"), "form": GuestRequestForm(portal), "is_preview": True}
    return render(request, "guest/form.html", context | about(request, portal))


def too_large(request: HttpRequest, portal: GuestPortal) -> HttpResponse:
    form = GuestRequestForm(portal, {"ticket": new_ticket(portal)})
    form.refuse_all(_("The files are too large together. Send fewer or smaller ones."))
    return show(request, form, status=413)


def about(request: HttpRequest, portal: GuestPortal) -> dict[str, Any]:
    return {"portal": portal, "company": portal.account.name, "languages": languages_of(request)}


def no_form(request: HttpRequest) -> HttpResponse:
    context = {"page_title": _("This link does not work"), "languages": languages_of(request)}
    return render(request, "guest/closed.html", context, status=404)


def unlisted(response: HttpResponse) -> HttpResponse:
    """No search engine keeps the page; that its address is told to no other site holds for every page here."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
