from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


def create_cache_table(**kwargs: object) -> None:
    """The default cache lives in the database; `migrate` is then the only step of a set-up."""
    call_command("createcachetable", verbosity=0)


class CommonConfig(AppConfig):
    name = "apps.common"

    def ready(self) -> None:
        post_migrate.connect(create_cache_table, sender=self)
        from apps.common import checks, purging  # noqa: F401 - registers what --deploy checks
        from apps.common.failures import FailureBucket

        purging.register(FailureBucket, "expires_at")
