"""The installation's keys for ID tokens: the public half is published, the private half sealed.

A key is published before it signs, so that whoever keeps the list knows it by then; it stays published as long as an
ID token that it signed may live, and forgets its private half after that.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.common.sealing import open_sealed, seal
from apps.connections.models.consumer import Consumer

ID_TOKEN_LIFE = timedelta(hours=1)
PUBLISHED_BEFORE = timedelta(hours=1)
"""How long a key is published before it signs: longer than anybody keeps the list."""
PUBLISHED_AFTER = ID_TOKEN_LIFE + timedelta(minutes=5)
"""How long a key is published after it signed for the last time; clocks differ."""


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def open(self, algorithm: str) -> SigningKeyQuerySet:
        """The newest key of `algorithm`, which signs or is about to: there is one at most."""
        return self.filter(algorithm=algorithm, retired_at=None)

    def signing(self, algorithm: str) -> SigningKeyQuerySet:
        """The key of `algorithm` that signs now."""
        now = timezone.now()
        signs = self.filter(algorithm=algorithm, signs_from__lte=now)
        return signs.filter(Q(retired_at=None) | Q(retired_at__gt=now)).order_by("-signs_from")

    def published(self) -> SigningKeyQuerySet:
        """The keys under which an ID token may be met now or soon."""
        return self.filter(Q(retired_at=None) | Q(retired_at__gt=self._long_ago()))

    def algorithms(self) -> list[str]:
        """Those that have a key."""
        return sorted(set(self.filter(retired_at=None).values_list("algorithm", flat=True)))

    def done(self) -> SigningKeyQuerySet:
        """The keys that signed nothing that still lives."""
        return self.filter(retired_at__lte=self._long_ago())

    @staticmethod
    def _long_ago() -> datetime:
        return timezone.now() - PUBLISHED_AFTER


class SigningKey(models.Model):
    """Of the installation, which all accounts trust alike; no row of an account points here."""

    kid = models.CharField(_("key id"), primary_key=True, max_length=43, editable=False)
    """The SHA-256 thumbprint of the public key (RFC 7638)."""
    algorithm = models.CharField(_("algorithm"), max_length=5, choices=Consumer.ALGORITHMS)
    public_jwk = models.JSONField(_("public key"), editable=False)
    sealed = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(_("creation date"), default=timezone.now, editable=False)
    signs_from = models.DateTimeField(_("signs from"), default=timezone.now)
    retired_at = models.DateTimeField(_("signs until"), null=True, blank=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["algorithm", "-signs_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm"], condition=Q(retired_at=None), name="signing_key_one_open_per_algorithm"
            )
        ]

    def __str__(self) -> str:
        return f"{self.algorithm} {self.kid}"

    @property
    def _place(self) -> str:
        return f"signing_key|row={self.pk}|private"

    def seal(self, plain: str) -> None:
        self.sealed = seal(plain, place=self._place)

    def open(self) -> str:
        """The private key as a JWK. Raises CannotOpen when the row was tampered with, MissingKey without its key."""
        return open_sealed(self.sealed, place=self._place)
