"""What is asked of each server, again and again."""

from tests.benchmarks.workloads.base import Workload
from tests.benchmarks.workloads.codes import CODE_EXCHANGE
from tests.benchmarks.workloads.items import BEARER_LIST, HAWK_LIST
from tests.benchmarks.workloads.tokens import CLIENT_CREDENTIALS, INTROSPECTION, REFRESH

__all__ = ["WORKLOADS", "Workload"]

WORKLOADS = {
    one.name: one for one in (CLIENT_CREDENTIALS, BEARER_LIST, INTROSPECTION, REFRESH, HAWK_LIST, CODE_EXCHANGE)
}
