"""/work_requests_attachments: the files at a request, without their bytes. /work_requests_files gives one of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Account
from apps.api import bodies, problems, queries
from apps.api.documented import Documented
from apps.api.fields import Computed, Field, Row
from apps.api.files import File
from apps.api.filters import NOTHING, Condition, Sought
from apps.api.forms import Form
from apps.api.kinds import Date, Text, Whole
from apps.api.resources.numbered import numbers
from apps.api.resources.owned import OwnedViewSet
from apps.api.resources.rows import NUMBER
from apps.maintenance.models import Attachment, WorkRequest
from apps.maintenance.models.attachment import MAX_BYTES
from apps.maintenance.services.attachments import attach_file, update_attachment

# In base64 a file is a third larger; the rest is for names and descriptions.
BODY_LIMIT = MAX_BYTES * 4 // 3 + 64 * 1024
TAKES = (
    Field("file", File(), writes="content", is_required=True),
    Field("name", Text(), writes="name"),
    Field("description", Text(), writes="description"),
)
WHICH = Field("id", Whole(), writes="id")
ATTACH = Documented(
    does=gettext_lazy("Adds a file: a part of a multipart body, or its bytes in base64."),
    takes=TAKES,
    required=("file",),
)


def address_of(row: Row) -> str:
    """Where the bytes are. It needs the same permission as the list."""
    return f"{settings.PUBLIC_URL}/api/work_requests_files/{row['id']}"


def at_address(account: Account, address: str) -> Condition:
    number = address.rpartition("/")[2]
    is_ours = NUMBER.fullmatch(number) and address == address_of({"id": number})
    return {"id": int(number)} if is_ours else NOTHING


class WorkRequestAttachmentViewSet(OwnedViewSet):
    module = "work_requests"
    names = ("work_requests_attachments",)
    model = Attachment
    lists_all = True
    collection = {"get": "list"}
    member = {"get": "list", "post": "attach", "put": "change_one"}
    key = "request_id"
    update_parameters = ("id",)
    body_limit = BODY_LIMIT
    documented = {
        "attach": ATTACH,
        "change_one": replace(
            ATTACH, does=gettext_lazy("Changes the file with this `id`."), takes=(*TAKES, WHICH), required=()
        ),
    }
    fields = (
        Field("id", Whole()),
        Field("id_company", Whole(), source="account_number"),
        Field("id_request", Whole(), source="request_id"),
        Field("name", Text()),
        Field("description", Text()),
        Field("content_type", Text()),
        Field("size", Whole()),
        Field("creation_date", Date(), source="created_at"),
        Computed("signed_path_image", ("id",), address_of, shows=Text(), sought=Sought(Text(), at_address)),
    )

    @cached_property
    def form(self) -> Form:
        return Form.of((*TAKES, WHICH), ())

    def safe(self, key: dict[str, Any]) -> dict[str, Any]:
        return numbers(key)

    def require_owner(self, code: str) -> None:
        self.work_request(code)

    def work_request(self, code: str) -> WorkRequest:
        """The caller's request with this number. Raises UnknownCode."""
        found = WorkRequest.objects.of(self.account).filter(**numbers({"pk": code})).first()
        if found is None:
            raise problems.UnknownCode
        return found

    def attach(self, request: Request, code: str) -> Response:
        query, work_request = queries.read(request.query_params, ()), self.work_request(code)
        body = bodies.read(request._request)
        with self.errors_named(body):
            values = bytes_and_name(Form.of(TAKES, ()).values(body, is_new=True))
            made = attach_file(request=work_request, by=self.caller.actor, **values)
        return self.answer_about(query, status=201, pk=made.pk)

    def change_one(self, request: Request, code: str) -> Response:
        query, work_request = queries.read(request.query_params, self.update_parameters), self.work_request(code)
        body = query.values | bodies.read(request._request)
        with self.errors_named(body):
            values = bytes_and_name(self.form.values(body, is_new=False))
            attachment = self.attachment(work_request, values.pop("id", None))
            update_attachment(attachment=attachment, by=self.caller.actor, **values)
        return self.answer_about(query, pk=attachment.pk)

    def attachment(self, work_request: WorkRequest, pk: int | None) -> Attachment:
        if pk is None:
            raise problems.InvalidFields({"id": _("This field is required.")})
        found = work_request.attachments.filter(pk=pk).first()
        if found is None:
            raise problems.InvalidFields({"id": _("This request has no such file.")})
        return found


def bytes_and_name(values: dict[str, Any]) -> dict[str, Any]:
    """A file brings its name with it, unless the body gives it another one."""
    sent = values.get("content")
    if sent is None:
        return values
    return {"name": sent.name} | values | {"content": sent.content}
