"""What the toolkit wants to be swapped with the rest, because the six models belong together. Nothing issues one."""

from __future__ import annotations

from oauth2_provider.models import AbstractDeviceGrant, AbstractIDToken


class IDToken(AbstractIDToken):
    """An ID token is signed and given away; no row is kept of it."""

    class Meta(AbstractIDToken.Meta):
        abstract = False


class DeviceGrant(AbstractDeviceGrant):
    """The device flow is not mounted."""

    class Meta(AbstractDeviceGrant.Meta):
        abstract = False
