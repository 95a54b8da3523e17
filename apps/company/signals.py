"""What the company asks of the layers above, which it does not know."""

from django.dispatch import Signal

costs_sought = Signal()
"""Whoever keeps costs of `account` answers whether there are any."""

calendar_changed = Signal()
"""The `calendar` of `account` is another one on `days` (each an apps.company.calendar.days.Day; None for all of time).
Inside the transaction of the change. Whoever keeps dates by it answers how many of them were moved.
"""
