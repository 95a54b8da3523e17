"""May this caller do this here? The door only translates the method; apps.accounts.permissions decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.accounts import modules
from apps.accounts.permissions import refusal
from apps.api import problems, uses
from apps.api.authentication import BearerAuthentication, caller_of

if TYPE_CHECKING:
    from apps.api.door import Door

ACTIONS = {
    "GET": modules.VIEW, "HEAD": modules.VIEW, "POST": modules.ADD, "PUT": modules.EDIT, "DELETE": modules.DELETE,
}  # fmt: skip


class ModulePermission(BasePermission):
    """GET needs view, POST add, PUT edit, DELETE delete in the module that the view states; None asks for no more."""

    def has_permission(self, request: Request, view: Door) -> bool:  # type: ignore[override]
        caller = caller_of(request)
        if caller is None:
            raise problems.Unauthenticated
        method = request.method or ""
        # A method that the resource does not have is for the view to refuse: no permission would help.
        if view.module is None or method not in view.allowed_methods:
            return True
        found = refusal(caller, view.module, ACTIONS[method])
        if found:
            is_bearer = isinstance(request.successful_authenticator, BearerAuthentication)
            raise problems.Forbidden(found, is_bearer=is_bearer)
        view.use = uses.use_of(request, f"{view.module}:{ACTIONS[method]}")
        return True
