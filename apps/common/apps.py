from django.apps import AppConfig
from django.core.management import call_command
from django.core.signals import request_finished
from django.db.models.signals import post_migrate, pre_migrate


def create_cache_table(**kwargs: object) -> None:
    """The default cache lives in the database; `migrate` is then the only step of a set-up."""
    call_command("createcachetable", verbosity=0)


class CommonConfig(AppConfig):
    name = "apps.common"

    def ready(self) -> None:
        post_migrate.connect(create_cache_table, sender=self)
        from apps.common import (
            account_keys,
            checks,  # noqa: F401 - registers what --deploy checks
            counting,
            purging,
            row_policies,
            rules,
            walls,
        )
        from apps.common.failures import FailureBucket
        from apps.common.files.sweeping import sweep_quietly

        purging.register(FailureBucket, "expires_at")
        purging.do_first(sweep_quietly)
        rules.register(account_keys.rules)
        rules.register(row_policies.rules)
        rules.register(counting.rules_for)
        request_finished.connect(walls.fall_with_the_request)
        pre_migrate.connect(rules.step_aside, sender=self)
        post_migrate.connect(rules.return_to_duty, sender=self)
        post_migrate.connect(counting.count_what_was_there, sender=self)
