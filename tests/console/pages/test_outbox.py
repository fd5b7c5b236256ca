"""The pages of the message outbox."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pools.core import clock
from pools.models import OutboxMessage
from pools.models.outbox import MessageState
from tests.console.pages.conftest import Home

LIST = reverse("console:outbox")


@pytest.fixture
def write(home: Home) -> Any:
    """`write("a@example.com", state="sent")`: a row of the outbox."""

    def write_message(recipient: str, **values: Any) -> OutboxMessage:
        content = {"text": values.pop("text", "Your code is 123456"), "html": values.pop("html", "")}
        fixed = {"pool": home.pool, "event": "SignUp", "medium": "EMAIL", "subject": "Your code"}
        times = {"not_before": clock.now(), "created_at": clock.now()}
        return OutboxMessage.objects.create(
            recipient=recipient, content=json.dumps(content).encode(), **{**fixed, **times, **values}
        )

    return write_message


def listed(console: Client, **query: str) -> list[str]:
    return [message.recipient for message in console.get(LIST, query).context["messages_found"]]


def test_the_newest_message_comes_first(console: Client, write: Any) -> None:
    write("first@example.com")
    write("second@example.com")
    assert listed(console)[:2] == ["second@example.com", "first@example.com"]


def test_the_list_is_narrowed_by_state_medium_and_recipient(console: Client, write: Any) -> None:
    write("ann@example.com", state=MessageState.SENT)
    write("bea@example.com", state=MessageState.DEAD)
    write("+15550100", medium="SMS", state=MessageState.SENT)
    assert listed(console, state="sent") == ["+15550100", "ann@example.com"]
    assert listed(console, state="sent", medium="SMS") == ["+15550100"]
    assert listed(console, recipient="BEA") == ["bea@example.com"]


def test_pages_go_on_where_the_last_one_ended(console: Client, write: Any) -> None:
    for number in range(45):
        write(f"user{number}@example.com")
    first = console.get(LIST)
    second = console.get(LIST + first.context["pager"].next_url)
    recipients = [message.recipient for message in second.context["messages_found"]]
    assert recipients[0] == "user24@example.com"
    assert len(recipients) == 20
    back = console.get(LIST + second.context["pager"].previous_url)
    assert back.context["messages_found"][0].recipient == "user44@example.com"


def test_the_list_costs_the_same_with_more_messages(console: Client, write: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            console.get(LIST)
        return len(captured)

    write("one@example.com")
    before = queries()
    for number in range(15):
        write(f"user{number}@example.com")
    assert queries() == before <= 6


def test_a_code_can_be_read_while_no_real_sender_took_the_message(console: Client, write: Any) -> None:
    message = write("ann@example.com")
    assert "Your code is 123456" in console.get(reverse("console:message", args=[message.pk])).content.decode()


def test_a_code_is_hidden_once_a_real_sender_took_the_message(console: Client, write: Any) -> None:
    masked = json.dumps({"text": "Your code is ******", "html": ""})
    message = write("ann@example.com", state=MessageState.SENT, masked_content=masked)
    text = console.get(reverse("console:message", args=[message.pk])).content.decode()
    assert "123456" not in text
    assert "Your code is ******" in text


def test_html_of_a_message_is_shown_in_a_frame_that_can_do_nothing(console: Client, write: Any) -> None:
    # checklist 51
    message = write("ann@example.com", html='<script>alert(1)</script>"><img src=x onerror=alert(1)>')
    text = console.get(reverse("console:message", args=[message.pk])).content.decode()
    assert '<iframe class="message-preview" sandbox srcdoc="&lt;script&gt;' in text
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_a_message_that_was_given_up_can_be_sent_again(console: Client, write: Any) -> None:
    message = write("ann@example.com", state=MessageState.DEAD, attempts=9, error="450 try later")
    answer = console.post(reverse("console:message_resend", args=[message.pk]), {"confirmed": "yes"}, follow=True)
    message.refresh_from_db()
    assert message.state != MessageState.DEAD
    assert "The message to ann@example.com was queued." in answer.content.decode()


def test_a_message_that_does_not_exist_is_not_found(console: Client) -> None:
    assert console.get(reverse("console:message", args=[999_999])).status_code == 404
