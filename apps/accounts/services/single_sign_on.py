"""Writes of single sign-on: how an account's provider is set up, and which of its people are bound to it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Account, Role, User
from apps.accounts.models.single_sign_on import SignOnDomain, SingleSignOn
from apps.accounts.sessions import end_sessions
from apps.accounts.single_sign_on.discovery import check_provider
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values

RECORDED = ("is_on", "is_required", "name", "issuer", "client_id", "last_four", "domains")
MOST_DOMAINS = 10


def configure_single_sign_on(
    *, account: Account, by: Actor, client_secret: str = "", domains: list[str] | None = None, **fields: Any
) -> SingleSignOn:
    """Set up the provider of `account`: `is_on`, `is_required`, `name`, `issuer`, `client_id`.

    An empty `client_secret` keeps the one there is; `domains` None keeps them. The provider is asked for its document
    when it is turned on or becomes another. Raises ValidationError, which names the fields.
    """
    found = SingleSignOn.objects.of(account)
    issuer = str(fields.get("issuer", found.issuer)).rstrip("/")
    fields["issuer"] = issuer
    is_new = issuer != found.issuer
    if is_new and issuer and not client_secret:
        # The old secret is for the old provider: no other one may ever be sent it.
        raise ValidationError({"client_secret": _("Another issuer needs a secret of its own.")})
    _ask_provider(found, is_new=is_new, fields=fields)
    return _write(account, by, client_secret, domains, fields)


def _ask_provider(found: SingleSignOn, *, is_new: bool, fields: dict[str, Any]) -> None:
    """Before the transaction begins: nobody else waits while a stranger's server is slow."""
    will_be_on = fields.get("is_on", found.is_on)
    if not will_be_on or (found.is_on and not is_new):
        return
    probe = SingleSignOn(account=found.account, issuer=fields["issuer"])
    probe.clean()
    if probe.issuer:
        check_provider(probe.issuer)


@transaction.atomic
def _write(
    account: Account, by: Actor, client_secret: str, domains: list[str] | None, fields: dict[str, Any]
) -> SingleSignOn:
    Account.objects.select_for_update().get(pk=account.pk)
    found = SingleSignOn.objects.of(account)
    before = values(found, RECORDED)
    if client_secret:
        found.seal(client_secret)
    apply(found, fields)
    if domains is not None:
        _set_domains(found, domains)
    changes = diff(before, values(found, RECORDED))
    if changes:
        record("security.single_sign_on_changed", account=account, actor=by, target=account, changes=changes)
    _let_go(found, before)
    return found


def _set_domains(found: SingleSignOn, names: list[str]) -> None:
    wanted = {_domain(found.account, name) for name in names}
    if len(wanted) > MOST_DOMAINS:
        raise ValidationError({"domains": _("At most %(number)d domains.") % {"number": MOST_DOMAINS}})
    found.domain_rows.exclude(name__in=wanted).delete()
    for name in sorted(wanted - set(found.domains)):
        try:
            apply(SignOnDomain(single_sign_on=found), {"name": name})
        except ValidationError as error:
            raise ValidationError({"domains": error.messages}) from error


def _domain(account: Account, typed: str) -> str:
    """`typed` as it is kept, if one of the account's own people has an address there: nobody takes a stranger's."""
    name = typed.strip().lower().removeprefix("@")
    try:
        DomainNameValidator(accept_idna=False)(name)
    except ValidationError as error:
        raise ValidationError({"domains": error.messages}) from error
    if not User.objects.of(account).filter(is_active=True, email__endswith=f"@{name}").exists():
        text = _("Nobody of this account has an address at %(domain)s.")
        raise ValidationError({"domains": text % {"domain": name}})
    return name


def _let_go(found: SingleSignOn, before: dict[str, Any]) -> None:
    """Another provider says who its people are anew; who may no longer sign in by password is asked to at once."""
    from allauth.socialaccount.models import SocialAccount

    if before["issuer"] and before["issuer"] != found.issuer:
        SocialAccount.objects.filter(provider=found.provider_id).delete()
    if found.is_required and not before["is_required"]:
        people = User.objects.of(found.account).exclude(role=Role.SUPER_ADMINISTRATOR)
        end_sessions(people.values_list("pk", flat=True))


@transaction.atomic
def bind_sign_on(*, user: User, provider_id: str, subject: str, by: Actor) -> None:
    """From now on `subject` of the provider is `user`, whatever their addresses become.

    Raises ValidationError when the provider already knows `user` by another subject.
    """
    from allauth.socialaccount.models import SocialAccount

    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if SocialAccount.objects.filter(provider=provider_id, user=user).exists():
        raise ValidationError(_("Somebody else of the provider is this user already."))
    SocialAccount.objects.create(provider=provider_id, uid=subject, user=user)
    record("security.sign_on_bound", account=user.account, actor=by, target=user)


@transaction.atomic
def unbind_sign_on(*, user: User, by: Actor) -> None:
    """Forget who `user` is at the provider; their next sign-in there binds them again, by their address."""
    from allauth.socialaccount.models import SocialAccount

    if SocialAccount.objects.filter(user=user).delete()[0]:
        record("security.sign_on_unbound", account=user.account, actor=by, target=user)


def note_refused_sign_on(*, account: Account, by: Actor, user: User | None, reason: str) -> None:
    """Put on the record that the provider vouched for somebody who cannot come in."""
    record(
        "security.sign_on_refused",
        account=account,
        actor=by,
        target=user or account,
        changes=diff({}, {"reason": reason}),
    )
