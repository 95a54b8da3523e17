"""Why a call or a request for a token was refused, in words, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts import modules
from apps.accounts.words import permissions_in_words
from apps.settings.navigation import Text


class Words(NamedTuple):
    """`reason` may name %(detail)s: the permission or the module, in words."""

    reason: Text
    advice: Text


DISABLED = Words(
    gettext_lazy("The consumer is disabled"),
    gettext_lazy("Enable it when it may call again; otherwise stop the program."),
)
NETWORK = Words(
    gettext_lazy("Network not allowed"),
    gettext_lazy(
        "If the address is the program's own, add its network to the allowed ones of the consumer or the account."
    ),
)
CALLS_AGAIN = gettext_lazy("The program does right when it asks for a new token and calls again.")
CONSENT_AGAIN = gettext_lazy("The app must send the user to the consent page again.")
REQUEST = gettext_lazy("Whoever maintains the program finds the error's name in the answer that it got.")
CLOSED = gettext_lazy("Ask whoever runs this installation.")
SOMEBODY_ELSE = gettext_lazy("If the address is not yours, somebody tries the key: rotate the secret.")

# By the reason and its detail, or by the reason alone.
WORDS: dict[tuple[str, str] | str, Words] = {
    # Who it is.
    ("invalid_client", "wrong_credentials"): Words(
        gettext_lazy("Wrong secret, or one that has ended"),
        gettext_lazy(
            "Compare the end of the program's secret with those that work now. If the address is not yours, somebody "
            "tries the key."
        ),
    ),
    "invalid_client": Words(gettext_lazy("It did not prove who it is"), SOMEBODY_ELSE),
    ("invalid_key_pair", "wrong_secret"): Words(gettext_lazy("Wrong secret, or one that has ended"), SOMEBODY_ELSE),
    ("invalid_key_pair", "basic_not_allowed"): Words(
        gettext_lazy("The key pair was sent as name and password"),
        gettext_lazy("Let the program sign its requests, or allow HTTP Basic under Security."),
    ),
    ("invalid_signature", "malformed"): Words(gettext_lazy("The signature could not be read"), REQUEST),
    ("invalid_signature", "wrong_mac"): Words(
        gettext_lazy("Wrong signature"),
        gettext_lazy("The program signs with another secret, or signs another address than the one it calls."),
    ),
    ("invalid_signature", "wrong_payload_hash"): Words(
        gettext_lazy("The body is not the one that was signed"),
        gettext_lazy("Sign exactly the bytes that are sent; something on the way may have changed them."),
    ),
    ("invalid_signature", "replayed"): Words(
        gettext_lazy("Replay: the same signed request came a second time"),
        gettext_lazy("A program must sign each request anew. If it does, somebody else has recorded one."),
    ),
    "stale_timestamp": Words(
        gettext_lazy("The program's clock is wrong"),
        gettext_lazy("Set its clock by the network, or let it correct itself by the time in the answer."),
    ),
    "unsigned_body": Words(
        gettext_lazy("The body was not signed"),
        gettext_lazy(
            "The account asks for signed bodies: let the program send the hash, or change that under Security."
        ),
    ),
    "invalid_signature": Words(gettext_lazy("The signature does not hold"), SOMEBODY_ELSE),
    "invalid_key_pair": Words(gettext_lazy("The key pair opens nothing"), SOMEBODY_ELSE),
    # Its token.
    "invalid_token": Words(gettext_lazy("The token is not valid"), CALLS_AGAIN),
    ("invalid_token", "expired"): Words(gettext_lazy("Expired token"), CALLS_AGAIN),
    ("invalid_token", "ended"): Words(
        gettext_lazy("A token that has ended"),
        gettext_lazy("It was revoked, or its consumer, user or authorization no longer holds. A new token may be had."),
    ),
    ("invalid_token", "without_proof"): Words(
        gettext_lazy("The token came without the proof that it belongs to the caller (DPoP)"),
        gettext_lazy("If this was not the program itself, somebody else has its token: disable the consumer."),
    ),
    # What it may.
    "permission_missing": Words(
        gettext_lazy("Missing permission: %(detail)s"),
        gettext_lazy("If it should have it, add it to the permission group; otherwise let the program stop asking."),
    ),
    "module_disabled": Words(
        gettext_lazy("Module disabled: %(detail)s"),
        gettext_lazy("Turn the module on, or let the program stop calling it."),
    ),
    "unknown_module": Words(gettext_lazy("There is no such module"), CLOSED),
    "account_suspended": Words(gettext_lazy("The account is suspended"), CLOSED),
    "no_account": Words(gettext_lazy("The caller belongs to no account"), CLOSED),
    "address_not_allowed": NETWORK,
    ("unauthorized_client", "address_not_allowed"): NETWORK,
    # How often.
    "too_many_requests": Words(
        gettext_lazy("Rate limit: too many calls in a minute"),
        gettext_lazy("Let the program wait as long as Retry-After says, or ask for fewer and larger pages."),
    ),
    "month_used_up": Words(
        gettext_lazy("The plan's calls of this month are used up"),
        gettext_lazy("Ask whoever runs this installation for more; otherwise calls go on when the next month begins."),
    ),
    "temporarily_unavailable": Words(
        gettext_lazy("Too many failed attempts"),
        gettext_lazy("The program has to wait. See the other refusals for why its attempts failed."),
    ),
    # What it asked the token endpoint for.
    "invalid_grant": Words(
        gettext_lazy("The code or refresh token is expired, used before, or another app's"), CONSENT_AGAIN
    ),
    "invalid_scope": Words(
        gettext_lazy("It asked for permissions that it may not have"),
        gettext_lazy("Compare what the program asks for with its permission group."),
    ),
    "unauthorized_client": Words(gettext_lazy("It asked in a way that it is not registered for"), REQUEST),
    "unsupported_grant_type": Words(gettext_lazy("It asked for a grant type that does not exist here"), REQUEST),
    "unsupported_response_type": Words(gettext_lazy("It asked for a response type that does not exist here"), REQUEST),
    "unsupported_token_type": Words(gettext_lazy("It named a kind of token that does not exist here"), REQUEST),
    "invalid_dpop_proof": Words(gettext_lazy("The proof of possession (DPoP) does not hold"), REQUEST),
    "invalid_request": Words(gettext_lazy("The request could not be understood"), REQUEST),
    "server_error": Words(gettext_lazy("Something went wrong here"), CLOSED),
}


def words_of(reason: str, detail: str) -> Words:
    """What people read; of a word that nobody knows any more, the word itself."""
    if detail == "disabled":
        return DISABLED
    found = WORDS.get((reason, detail)) or WORDS.get(reason)
    if found is None:
        return Words(_("Refused: %(reason)s") % {"reason": reason}, "")
    return Words(str(found.reason) % {"detail": detail_in_words(detail)}, found.advice)


def detail_in_words(detail: str) -> str:
    """A permission as "Items: View", a module by its name."""
    module = modules.get(detail)
    return str(module.label) if module else "; ".join(permissions_in_words([detail])) or detail
