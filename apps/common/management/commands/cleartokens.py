"""manage.py cleartokens: the toolkit's name for what `purge` does here, for crontabs that know it by that."""

from apps.common.management.commands import purge


class Command(purge.Command):
    """The toolkit's own would forget revoked refresh tokens, whose replay could not be recognised any more."""
