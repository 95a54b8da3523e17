"""What the layers above need to know of people: sent inside the database transaction of the change."""

from django.dispatch import Signal

user_deactivated = Signal()
"""`user` may no longer act: whoever issued something for them takes it back."""

account_suspended = Signal()
"""`account` is suspended: every access of it ends."""

credentials_reset = Signal()
"""Somebody chose a new password for `user`, or took away their second factor, without knowing the old one. The old
one may have been in wrong hands: whatever was allowed with it ends. (A change by who knows it ends sessions only.)"""

time_zone_changed = Signal()
"""The days of `account` begin at other moments now; `by` is who changed that."""
