"""Before something is cut off: what will stop, and a word to type when that is something live."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from apps.settings.navigation import Text
from apps.settings.panel import PlainForm
from apps.settings.panel.bulk import MARK, changed_words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from apps.settings.page import Page
    from apps.settings.panel import PanelAdmin

TEMPLATE = "settings/api_connections/impact.html"


class ConfirmationForm(PlainForm):
    """With a `word`, it has to be typed; without, there is nothing to fill in."""

    def __init__(self, *args: Any, word: str = "", mark: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.word, self.mark = word, mark
        if word:
            self.fields["word"] = word_field(word)

    def clean_word(self) -> str:
        typed: str = self.cleaned_data["word"]
        if typed != self.word:
            raise forms.ValidationError(self.fields["word"].error_messages["unlike"])
        return typed

    def clean(self) -> None:
        if self.mark and self.data.get(MARK) != self.mark:
            raise forms.ValidationError(changed_words())


def word_field(word: str, **options: Any) -> forms.CharField:
    """The field into which `word` has to be typed."""
    attributes = {"data-typed-confirm": word, "autocomplete": "off", "spellcheck": "false"}
    unlike = _("That is not “%(word)s”") % {"word": word}
    return forms.CharField(
        label=_("Type “%(word)s” to confirm") % {"word": word}, widget=forms.TextInput(attrs=attributes),
        error_messages={"required": unlike, "unlike": unlike}, **options,
    )  # fmt: skip


@dataclass(frozen=True)
class Question:
    """`words` say what will stop; `word` has to be typed when something is live. `fields` go back with the answer.

    `mark` stands for the rows, when they are all that match a list's filters: the answer is good for these only.
    """

    title: Text
    asked: Text
    words: list[str]
    verb: Text
    icon: str
    word: str = ""
    back_url: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    mark: str = ""

    def answer(self, request: HttpRequest) -> ConfirmationForm:
        data = request.POST if request.method == "POST" else None
        return ConfirmationForm(data, word=self.word, mark=self.mark)

    def about(self, screen: PanelAdmin, request: HttpRequest, rows: list[Any]) -> Question:
        """The same, which also says which `rows` these are when they are all that match."""
        return replace(self, words=[*screen.told_of(request), *self.words], mark=screen.mark(request, rows))


def ask(screen: PanelAdmin | Page, request: HttpRequest, question: Question, form: ConfirmationForm) -> HttpResponse:
    """The question as a panel, or as a page of its own; again when `form` was not answered as it must be."""
    context = {
        "form": form,
        "form_url": request.get_full_path(),
        "question": question,
        "back_url": question.back_url,
    }
    return screen.panel(request, TEMPLATE, question.title, context, status=422 if form.is_bound else 200)
