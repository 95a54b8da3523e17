"""Where Django keeps sessions: our own table, by the digest of a 256-bit key, with both limits on the server."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.utils import timezone

from apps.accounts.session import USER_AGENT_LENGTH, Session
from apps.common.prepared import Prepared
from apps.common.tokens import digest

WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{43}")
BY_DIGEST: Prepared[Session] = Prepared(lambda key: Session.objects.filter(digest=key).order_by(), key=str)


class SessionStore(SessionBase):
    """`has_ended` says, once the session was asked for, that the browser's sign-in is over by one of the limits."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.has_ended = False
        self._row: Session | None = None
        self._address: str | None = None
        self._user_agent = ""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.over().delete()

    def came_from(self, address: str | None, user_agent: str) -> None:
        """Which browser this is."""
        self._address = address
        self._user_agent = "".join(letter for letter in user_agent if letter.isprintable())[:USER_AGENT_LENGTH]

    @property
    def key_digest(self) -> str:
        """Under what the session is kept; nothing while it is not."""
        return digest(self.session_key) if self.session_key else ""

    def _validate_session_key(self, key: str | None) -> bool:
        """What cannot be a key of ours never reaches the database."""
        return key is not None and WELL_FORMED.fullmatch(key) is not None

    def _get_new_session_key(self) -> str:
        return secrets.token_urlsafe(32)

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(digest=digest(session_key)).exists()

    def load(self) -> dict[str, Any]:
        row = BY_DIGEST.first(key=self.key_digest)
        if row is None or not row.is_live:
            self.has_ended = row is not None and row.user_id is not None
            self._session_key = None
            return {}
        row.note_use(self._address)
        self._row = row
        return self.decode(row.session_data)

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError when the session was ended meanwhile: nothing brings it back."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        kept = {"session_data": self.encode(data), **self._whose(_user_id(data))}
        if must_create:
            self._row = self._insert(kept)
        elif not Session.objects.filter(digest=self.key_digest).update(**kept):
            raise UpdateError
        return None

    def _insert(self, kept: dict[str, Any]) -> Session:
        started = self._started(kept["user_id"])
        return Session.objects.create(
            digest=self.key_digest, address=self._address, user_agent=self._user_agent, created_at=started,
            expire_date=started + timedelta(seconds=settings.SESSION_COOKIE_AGE), **kept,
        )  # fmt: skip

    def _whose(self, user_id: int | None) -> dict[str, int | None]:
        """The user and their account, which is asked for only when somebody else's name is put to the session."""
        if self._row and self._row.user_id == user_id:
            return {"user_id": user_id, "user_account_id": self._row.user_account_id}
        if user_id is None:
            return {"user_id": None, "user_account_id": None}
        account = get_user_model().objects.filter(pk=user_id).values_list("account", flat=True).first()
        return {"user_id": user_id, "user_account_id": account}

    def _started(self, user_id: int | None) -> datetime:
        """A new key for the same sign-in, after a change of password for instance, is no later end."""
        if self._row and user_id and self._row.user_id == user_id:
            return self._row.created_at
        return timezone.now()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(digest=digest(key)).delete()

    def flush(self) -> None:
        super().flush()
        self._row = None


def _user_id(data: dict[str, Any]) -> int | None:
    return int(data[SESSION_KEY]) if SESSION_KEY in data else None
