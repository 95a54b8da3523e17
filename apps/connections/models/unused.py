"""A condition on consumers: that they use some of what their permission group holds, and not all of it."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F
from django.db.models.sql.compiler import SQLCompiler

# The database takes the list of permissions apart, so that no list has to be read for every consumer; it stops at the
# first one that is found.
USES_PART = """(
    EXISTS (SELECT 1 FROM connections_permissionuse any_use WHERE any_use.consumer_id = {consumer}
        AND any_use.last_used_on >= {day})
    AND EXISTS (SELECT 1 FROM accounts_permissiongroup held, {granted}
        WHERE held.id = {group} AND NOT EXISTS (
            SELECT 1 FROM connections_permissionuse used WHERE used.consumer_id = {consumer}
            AND used.permission = {permission} AND used.last_used_on >= {day}))
)"""
GRANTED = {
    "postgresql": ("jsonb_array_elements_text(held.permissions) AS granted(permission)", "granted.permission"),
    "sqlite": ("json_each(held.permissions) AS granted", "granted.value"),
}


class UsesPart(Expression):
    """`UsesPart(consumer, group, day)`: since `day` the consumer used a permission, and did not use one it has."""

    output_field = BooleanField()

    def __init__(self, consumer: F | Expression, group: F | Expression, day: F | Expression) -> None:
        super().__init__()
        self.parts: list[Any] = [consumer, group, day]

    def get_source_expressions(self) -> list[Any]:
        return self.parts

    def set_source_expressions(self, exprs: Any) -> None:
        self.parts = list(exprs)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        (consumer, one), (group, two), (day, three) = (compiler.compile(part) for part in self.parts)
        granted, permission = GRANTED[connection.vendor]
        sql = USES_PART.format(consumer=consumer, group=group, day=day, granted=granted, permission=permission)
        return sql, (*one, *three, *two, *one, *three)
