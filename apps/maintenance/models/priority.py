"""How soon something has to be done."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Priority(models.IntegerChoices):
    VERY_HIGH = 1, _("Very high")
    HIGH = 2, _("High")
    MEDIUM = 3, _("Medium")
    LOW = 4, _("Low")
    VERY_LOW = 5, _("Very low")
