"""All data of the account as one file: asked for, watched, taken."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Archive
from apps.accounts.modules import ADD, VIEW
from apps.accounts.services import ask_archive, note_download, open_archive, start
from apps.common.files import FileMissing
from apps.common.files.answers import headers_of
from apps.settings.access import account_of, actor_of, is_htmx, require, stepped_up, user_of
from apps.settings.sections.account.owned import OwnersPage

SHOWN = 10
STOP_ASKING = 286
"""By this status htmx stops to ask for the progress."""


class Archives(OwnersPage):
    @stepped_up
    def ask_view(self, request: HttpRequest) -> HttpResponse:
        """POST has an archive made."""
        require(request, self.section.name, ADD)
        if request.method != "POST":
            return redirect(self.url)
        try:
            ask_archive(account=account_of(request), by=actor_of(request), user=user_of(request))
        except ValidationError as error:
            return self.refuse(request, " ".join(error.messages))
        messages.success(request, _("The archive is being made. You will get a mail when it is ready."))
        return redirect(self.url)

    def progress_view(self, request: HttpRequest) -> HttpResponseBase:
        """The list of archives as it is now; without htmx, the page. One that nobody makes any more is begun anew."""
        account = account_of(request)
        found = list(Archive.objects.for_list(account)[:SHOWN])
        if any(archive.is_abandoned(timezone.now()) for archive in found):
            start()
        if not is_htmx(request):
            return redirect(self.url)
        is_going_on = any(archive.is_unfinished for archive in found)
        shown = {"archives": found, "is_over": not is_going_on}
        status = 200 if is_going_on else STOP_ASKING
        return TemplateResponse(request, "settings/account/archive_rows.html", shown, status=status)

    @stepped_up
    def download_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        require(request, self.section.name, VIEW)
        archive = Archive.objects.for_list(account_of(request)).filter(pk=object_id).first()
        if archive is None:
            raise Http404
        try:
            content = open_archive(archive=archive)
        except FileMissing:
            return self.refuse(request, _("The file of this archive is no longer there. Ask for a new one."))
        note_download(archive=archive, by=actor_of(request))
        answer = FileResponse(content, content_type=archive.file.content_type)
        for name, value in headers_of(archive.file.name, archive.file.checksum).items():
            answer[name] = value
        return answer
