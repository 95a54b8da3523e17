"""Tab 2, Two-step: who must show more than a password, and who of them cannot yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.accounts.services import update_two_step_policy
from apps.accounts.two_step.state import people_without
from apps.settings.access import account_of
from apps.settings.sections.security.policy import PolicyForm, PolicyPage
from apps.settings.sections.security.section import SECTION

MOST_NAMED = 10


class TwoStepForm(PolicyForm):
    service = update_two_step_policy

    class Meta:
        model = Account
        fields = ("two_step_for",)
        labels = {"two_step_for": gettext_lazy("Who must sign in in two steps")}
        help_texts = {
            "two_step_for": gettext_lazy(
                "Everybody may. Whoever must and has not set it up is led there at once; until then nothing else opens "
                "for them. Programs and their tokens are not affected."
            )
        }


class TwoStepPage(PolicyPage):
    section = SECTION
    slug, label, icon = "two-step", gettext_lazy("Two-step"), "smartphone"
    url_name = "security_two_step"
    form_class, form_id = TwoStepForm, "two-step-policy"
    template_name = "settings/security/two_step.html"
    intro = gettext_lazy("Whose password alone is not enough to sign in to this account.")
    saved = gettext_lazy("It is saved. Whoever must set up a second step is led there at once.")

    def context(self, request: HttpRequest) -> dict[str, Any]:
        found = list(people_without(account_of(request))[: MOST_NAMED + 1])
        return super().context(request) | {"people": found[:MOST_NAMED], "has_more": len(found) > MOST_NAMED}
