"""The secrets of OAuth consumers (RFC 6749 section 2.3.1)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.common import keyring
from apps.common.models import Secret


class ConsumerSecret(Secret):
    """One secret of a consumer, kept as HMAC-SHA-256 under a versioned pepper that the database does not hold."""

    consumer = models.ForeignKey(
        "connections.Consumer", models.CASCADE, related_name="secrets", verbose_name=_("OAuth consumer")
    )
    pepper_version = models.CharField(max_length=32, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)

    class Meta(Secret.Meta):
        abstract = False
        verbose_name = _("secret")
        verbose_name_plural = _("secrets")
        indexes = [
            models.Index(
                fields=["chosen_expiry"], name="consumer_secret_by_expiry", condition=Q(chosen_expiry__isnull=False)
            ),
            models.Index(fields=["consumer"], name="consumer_secret_for_ever", condition=Q(expires_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.masked

    @staticmethod
    def digests(plain: str) -> list[str]:
        """What `plain` would be stored as, under each pepper that is still read."""
        return [key.mac(plain.encode()) for key in keyring.all_keys("pepper")]

    def under_new_pepper(self, plain: str) -> dict[str, str]:
        """The columns that move the secret, which reads `plain`, to the writing pepper; none when it is there."""
        pepper = keyring.writing_key("pepper")
        if self.pepper_version == pepper.version:
            return {}
        return {"pepper_version": pepper.version, "digest": pepper.mac(plain.encode())}
