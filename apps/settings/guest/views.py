"""The public form: nobody signs in here, and who is signed in is a guest like everybody else."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.common.addresses import address_in
from apps.common.throttle import TooManyFailures
from apps.company.models import GuestPortal
from apps.maintenance.mails import confirm_guest_request
from apps.maintenance.models import Attachment
from apps.maintenance.services.guest_requests import PortalClosed, Sent, enter_guest_request
from apps.settings.errors import retry_later, wait_in_words
from apps.settings.guest.forms import GuestRequestForm
from apps.settings.guest.languages import LANGUAGE
from apps.settings.guest.limits import count_sent, may_mail
from apps.settings.guest.link import behind_link
from apps.settings.guest.pages import about, new_form, no_form, show
from apps.settings.guest.tickets import read_reference, sign_reference


@behind_link
def guest_form(request: HttpRequest, portal: GuestPortal) -> HttpResponse:
    """GET shows the form, POST makes a work request of it."""
    if request.method != "POST":
        return show(request, new_form(request, portal))
    form = GuestRequestForm(portal, request.POST, request.FILES)
    return _take(request, form) if form.is_valid() else show(request, form, status=422)


@behind_link
def guest_sent(request: HttpRequest, portal: GuestPortal, reference: str) -> HttpResponse:
    """The number of the request, for whoever was led here by sending it."""
    number = read_reference(portal, reference)
    if number is None:
        return no_form(request)
    form_url = f"{reverse('guest-form', args=[portal.open()])}?{LANGUAGE}={translation.get_language()}"
    files = Attachment.objects.at_request(portal.account, number).count()
    context = {"page_title": _("Your request was sent"), "number": number, "files": files, "form_url": form_url}
    return render(request, "guest/sent.html", context | about(request, portal))


def _take(request: HttpRequest, form: GuestRequestForm) -> HttpResponse:
    try:
        sent = _enter(request, form)
    except TooManyFailures as too_often:
        form.add_error(None, " ".join([_("Too many requests came at once."), wait_in_words(too_often.retry_after)]))
        return retry_later(show(request, form, status=429), too_often.retry_after)
    except PortalClosed:
        return no_form(request)
    except ValidationError as error:
        form.refuse(error)
        return show(request, form, status=422)
    return _confirm(form, sent)


def _enter(request: HttpRequest, form: GuestRequestForm) -> Sent:
    """Raises TooManyFailures, PortalClosed and ValidationError."""
    address = address_in(request.META)
    count_sent(form.portal, address)
    assert form.ticket_read  # noqa: S101 - the form is valid
    return enter_guest_request(
        portal=form.portal, form=form.ticket_read.form, address=address, files=form.sent_files, **form.values
    )


def _confirm(form: GuestRequestForm, sent: Sent) -> HttpResponse:
    """By mail to who gave an address, and on a page that a reload does not send again."""
    email = sent.request.email_requested_by
    if sent.is_new and email and may_mail(email):
        confirm_guest_request(sent.request, form.portal.account)
    arguments = {"token": form.portal.open(), "reference": sign_reference(form.portal, sent.request.pk)}
    return redirect(f"{reverse('guest-sent', kwargs=arguments)}?{LANGUAGE}={translation.get_language()}")
