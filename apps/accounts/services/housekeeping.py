"""What `manage.py purge` does with accounts before and after it deletes what has expired."""

from apps.accounts.services import archives, closing, ownership
from apps.common import purging

purging.do_first(ownership.end_old_offers)
purging.do_first(closing.close_what_is_due)
purging.do_first(archives.forget_old)
purging.do_last(archives.make_waiting)
