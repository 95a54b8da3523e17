"""The three tabs, in their order."""

from apps.connections.models import Authorization, Consumer
from apps.settings.sections.api_connections.authorizations import AuthorizationAdmin
from apps.settings.sections.api_connections.consumers import ConsumerAdmin
from apps.settings.sections.api_connections.key import KeyPage
from apps.settings.site import site

site.register_page(KeyPage)
site.register(Consumer, ConsumerAdmin)
site.register(Authorization, AuthorizationAdmin)
