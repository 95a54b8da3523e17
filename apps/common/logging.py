"""Log lines as JSON, each with its request id and never with a secret in it."""

import logging

from pythonjsonlogger.json import JsonFormatter

from apps.common import request_id
from apps.common.tokens import redact

# Nothing of this is in a line, and finding it out costs as much as writing the line (the logging HOWTO, Optimization).
logging._srcfile = None
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


class RequestLineFormatter(JsonFormatter):
    """One line of JSON per record: time, level, logger, request_id, message and what `extra` brought."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", rename_fields={"asctime": "time"})

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id.current.get()
        return redact(super().format(record))
