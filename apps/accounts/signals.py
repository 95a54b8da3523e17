"""What the layers above need to know of people: sent inside the database transaction of the change."""

from django.dispatch import Signal

user_deactivated = Signal()
"""`user` may no longer act: whoever issued something for them takes it back."""

account_suspended = Signal()
"""`account` is suspended: every access of it ends."""
