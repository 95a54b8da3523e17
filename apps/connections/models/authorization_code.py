"""Authorization codes. Only digests are stored, so that a copied database opens nothing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractGrant

from apps.common.prepared import Prepared
from apps.common.tokens import Prefix, digest, is_well_formed
from apps.connections.models.authorization import Authorization
from apps.connections.models.consumer import Consumer


class AuthorizationCodeQuerySet(models.QuerySet["AuthorizationCode"]):
    def presented(self, plain: str, consumer: Consumer) -> AuthorizationCode | None:
        """The code of `consumer` that `plain` is, dead or alive. Anything else is dropped without a query."""
        if not is_well_formed(plain, Prefix.AUTHORIZATION_CODE):
            return None
        return PRESENTED.first(code=digest(plain), consumer=consumer.pk)


class AuthorizationCode(AbstractGrant):
    """A redeemed code keeps its row, so that a replay is recognised. `code` holds the digest."""

    resource = None
    claims = None
    updated = None

    authorization = models.ForeignKey(Authorization, models.CASCADE, related_name="codes")
    token_family = models.UUIDField(editable=False)
    redeemed = models.DateTimeField(null=True, blank=True)
    auth_time = models.DateTimeField(null=True, blank=True)
    """When the user proved who they are, for the ID token (OpenID Connect Core section 2)."""
    amr = models.CharField(max_length=40, blank=True, editable=False)
    """By which methods, separated by blanks (RFC 8176)."""
    jkt = models.CharField(max_length=43, blank=True, editable=False)

    objects = AuthorizationCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("authorization code")
        verbose_name_plural = _("authorization codes")
        indexes = [models.Index(fields=["expires"], name="code_by_expiry")]

    def __str__(self) -> str:
        return f"AuthorizationCode #{self.pk}"


PRESENTED: Prepared[AuthorizationCode] = Prepared(
    lambda code, consumer: AuthorizationCode.objects.filter(code=code, application_id=consumer),
    code=str, consumer=int,
)  # fmt: skip
