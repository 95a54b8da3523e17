"""Who did it: a user, a consumer, an API key, a guest, the installation's operator, or the system itself."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    CONSUMER = "consumer"
    API_KEY = "api_key"
    GUEST = "guest"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """`id` is the primary key as text, `name` what people call it, `address` the IP address it came from."""

    kind: ActorKind
    id: str = ""
    name: str = ""
    email: str = ""
    address: str | None = None


SYSTEM = Actor(ActorKind.SYSTEM, name="Conexiones")
