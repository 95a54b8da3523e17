"""A word to type before something that is live is stopped."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from apps.settings.panel.forms import PlainForm


class ConfirmationForm(PlainForm):
    """With a `word`, it has to be typed; without, there is nothing to fill in."""

    def __init__(self, *args: Any, word: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.word = word
        if word:
            self.fields["word"] = self._word_field()

    def _word_field(self) -> forms.CharField:
        label = _("Type “%(word)s” to confirm") % {"word": self.word}
        attributes = {"data-typed-confirm": self.word, "autocomplete": "off", "spellcheck": "false"}
        unlike = _("That is not “%(word)s”") % {"word": self.word}
        return forms.CharField(
            label=label, widget=forms.TextInput(attrs=attributes), error_messages={"required": unlike, "unlike": unlike}
        )

    def clean_word(self) -> str:
        typed: str = self.cleaned_data["word"]
        if typed != self.word:
            raise forms.ValidationError(self.fields["word"].error_messages["unlike"])
        return typed
