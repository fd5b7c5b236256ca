"""Finding messages in the outbox."""

from django import forms

from console.page import ConsoleForm
from console.rendering import SearchInput
from pools.models.outbox import MessageState


class OutboxFilterForm(ConsoleForm):
    """All fields together narrow the list; it is sent with GET, so the address can be shared."""

    recipient = forms.CharField(
        required=False,
        max_length=2048,
        label="Recipient",
        widget=SearchInput(
            attrs={"placeholder": "Find messages by the start of the recipient", "aria-label": "Recipient"}
        ),
    )
    state = forms.ChoiceField(
        required=False,
        choices=[("", "Any state"), *MessageState.choices],
        widget=forms.Select(attrs={"aria-label": "State"}),
    )
    medium = forms.ChoiceField(
        required=False,
        choices=[("", "Email and SMS"), ("EMAIL", "Email"), ("SMS", "SMS")],
        widget=forms.Select(attrs={"aria-label": "Medium"}),
    )
