"""The tabs, in their order."""

from apps.accounts.session import Session
from apps.settings.sections.security.api_policy import ApiPolicyPage
from apps.settings.sections.security.password import PasswordPage
from apps.settings.sections.security.sessions import SessionAdmin
from apps.settings.sections.security.single_sign_on import SingleSignOnPage
from apps.settings.sections.security.two_step import TwoStepPage
from apps.settings.site import site

site.register_page(PasswordPage)
site.register_page(TwoStepPage)
site.register(Session, SessionAdmin)
site.register_page(ApiPolicyPage)
site.register_page(SingleSignOnPage)
