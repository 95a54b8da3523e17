"""What stops when people are deactivated, counted and in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.accounts.session import Session
from apps.connections.models import AccessToken, Authorization
from apps.settings.templatetags.numbers import number

ON_A_PAGE, NAMED = 25, 10
"""Of more than a page shows, so many are named."""


@dataclass(frozen=True)
class Stopping:
    """What works now for `user` and will not any more."""

    user: User
    sessions: int
    apps: int
    tokens: int

    @property
    def parts(self) -> list[str]:
        """ "2 sessions end", "1 app can no longer act for this user", … without what there is none of."""
        sentences = (
            (self.sessions, ngettext("%(n)s session ends", "%(n)s sessions end", self.sessions)),
            (
                self.apps,
                ngettext(
                    "%(n)s app can no longer act for this user", "%(n)s apps can no longer act for this user", self.apps
                ),
            ),
            (self.tokens, ngettext("%(n)s live token ends", "%(n)s live tokens end", self.tokens)),
        )
        return [words % {"n": number(count)} for count, words in sentences if count]


def what_stops(users: list[User]) -> list[Stopping]:
    """For each user what is open for them, in three queries however many they are."""
    sessions = Session.objects.live().count_by_user(users)
    apps = Authorization.objects.live().count_by_user(users)
    tokens = AccessToken.objects.live().count_by_user(users)
    return [Stopping(user, sessions.get(user.pk, 0), apps.get(user.pk, 0), tokens.get(user.pk, 0)) for user in users]


def consequences(users: list[User]) -> list[str]:
    """A sentence for each of `users`; of very many, for the first of them and for all together."""
    stops = what_stops(users)
    if len(stops) <= ON_A_PAGE:
        return [in_words(one) for one in stops]
    return [in_words_together(stops), *map(in_words, stops[:NAMED]), more(len(stops) - NAMED)]


def in_words_together(stops: list[Stopping]) -> str:
    """ "Of all of them: 120 sessions end, 40 live tokens end."."""
    together = Stopping(
        stops[0].user, sum(one.sessions for one in stops), sum(one.apps for one in stops),
        sum(one.tokens for one in stops),
    )  # fmt: skip
    return _("Of all of them: %(what)s.") % {"what": ", ".join(together.parts or [_("nothing is open")])}


def more(rest: int) -> str:
    return ngettext("%(count)s more", "%(count)s more", rest) % {"count": number(rest)}


def in_words(one: Stopping) -> str:
    """ "Bruno Sosa: 2 sessions end, 1 live token ends."."""
    parts = one.parts or [_("nothing is open")]
    return f"{one.user.name}: {', '.join(parts)}."


def question(users: list[User]) -> str:
    if len(users) == 1:
        return _("Deactivate %(name)s?") % {"name": users[0].name}
    count = len(users)
    return ngettext("Deactivate %(count)s user?", "Deactivate %(count)s users?", count) % {"count": number(count)}
