"""Reducing what I allowed to an app, to what it uses. For everybody who is signed in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.connections.models import Authorization
from apps.connections.reductions import reduction_of_authorization
from apps.connections.services.least_privilege import reduce_authorization
from apps.settings.access import actor_of, user_of
from apps.settings.panel import answers
from apps.settings.privileges import since
from apps.settings.reducing import ReducingForm, days_of, preview


@login_required
def reduce_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what is taken away and what stays, POST does it. Anybody else's does not exist here."""
    user = user_of(request)
    mine = Authorization.objects.of_user(user) if user else Authorization.objects.none()
    authorization = get_object_or_404(mine.live().select_related("account", "consumer", "user"), pk=pk)
    form = ReducingForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(lambda: _reduce(request, form, authorization)):
        words = _("%(app)s may do for you what it uses, and no more.") % {"app": authorization.consumer.name}
        return answers.done(request, words, list_url=reverse("my-authorizations"))
    return _ask(request, form, authorization)


def _reduce(request: HttpRequest, form: ReducingForm, authorization: Authorization) -> None:
    data = form.cleaned_data
    reduce_authorization(
        authorization=authorization, since=since(data["days"]), shown=data["shown"], by=actor_of(request)
    )


def _ask(request: HttpRequest, form: ReducingForm, authorization: Authorization) -> HttpResponse:
    days = days_of(request)
    reduction = reduction_of_authorization(authorization, since(days))
    back_url = reverse("my-authorization", args=[authorization.pk])
    context = {"form": form, "authorization": authorization, "back_url": back_url, **preview(reduction, days)}
    template, status = "settings/my_authorizations/reduce.html", 422 if form.is_bound else 200
    title, list_url = _("Reduce to what is used"), reverse("my-authorizations")
    return answers.panel(request, template, title=title, list_url=list_url, context=context, status=status)
