"""Domains and message templates at the console."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pools import domains, user_pools
from pools.models import Domain
from tests.console.pages.conftest import Home

VERIFICATION = {
    "verification_type": "CONFIRM_WITH_CODE",
    "email_subject": "Your Northwind code",
    "email_message": "<p>Hello, use {####}</p>",
    "link_subject": "Your Northwind link",
    "link_message": "<p>{##Confirm##}</p>",
    "sms_message": "Northwind: {####}",
}
INVITATION = {
    "email_subject": "Welcome",
    "email_message": "You are {username}, your password is {####}",
    "sms_message": "{username} {####}",
}


def url(route: str, home: Home) -> str:
    return reverse(f"console:{route}", args=[home.pool.id])


def edit(console: Client, route: str, home: Home, form: dict[str, Any]) -> Any:
    revision = console.get(url(route, home)).context["form"].initial["revision"]
    return console.post(url(route, home), {"revision": revision, **form})


def test_domains_are_created_shown_and_deleted(console: Client, home: Home) -> None:
    domains.delete(home.pool, domain=home.domain)
    console.post(url("domain_create_prefix", home), {"domain": "crew"})
    console.post(url("domain_create_custom", home), {"domain": "login.example.com"})
    page = console.get(url("domain", home)).content.decode()
    assert "crew.auth." in page
    assert "login.example.com" in page
    delete = reverse("console:domain_delete", args=[home.pool.id, "crew"])
    console.post(delete, {"confirmation": "wrong"})
    assert Domain.objects.filter(name="crew").exists()
    console.post(delete, {"confirmation": "crew"})
    assert not Domain.objects.filter(name="crew").exists()


@pytest.mark.parametrize("name", ["-x", "X", "a b", "my-cognito", "a.b"])
def test_a_prefix_against_the_rules_is_refused(name: str, console: Client, home: Home) -> None:
    domains.delete(home.pool, domain=home.domain)
    answer = console.post(url("domain_create_prefix", home), {"domain": name})
    assert answer.context["form"].errors
    assert not Domain.objects.exists()


def test_a_prefix_that_is_taken_is_refused(console: Client, home: Home, elsewhere: Home) -> None:
    domains.delete(home.pool, domain=home.domain)
    answer = console.post(url("domain_create_prefix", home), {"domain": elsewhere.domain})
    assert answer.context["form"].errors


def test_the_verification_message_is_edited_and_nothing_else_is_lost(console: Client, home: Home) -> None:
    edit(console, "message_template_verification", home, VERIFICATION)
    pool = user_pools.get(home.pool.id)
    assert pool.settings["VerificationMessageTemplate"]["EmailSubject"] == "Your Northwind code"
    assert pool.auto_verified_attributes == ["email"]
    assert "Your Northwind code" in console.get(url("message_templates", home)).content.decode()


def test_the_invitation_is_edited(console: Client, home: Home) -> None:
    edit(console, "message_template_invitation", home, INVITATION)
    texts = user_pools.get(home.pool.id).settings["AdminCreateUserConfig"]["InviteMessageTemplate"]
    assert texts["SMSMessage"] == "{username} {####}"


@pytest.mark.parametrize(
    ("route", "form", "field"),
    [
        ("message_template_verification", {**VERIFICATION, "email_message": "no place here"}, "email_message"),
        ("message_template_verification", {**VERIFICATION, "link_message": "no link here"}, "link_message"),
        ("message_template_verification", {**VERIFICATION, "sms_message": "{####}" + "x" * 140}, "sms_message"),
        ("message_template_invitation", {**INVITATION, "email_message": "only {####} here"}, "email_message"),
    ],
)
def test_a_text_without_its_placeholder_or_too_long_is_refused(
    route: str, form: dict[str, Any], field: str, console: Client, home: Home
) -> None:
    answer = edit(console, route, home, form)
    assert answer.context["form"].errors[field]
    assert form["email_subject"] in answer.content.decode()


def test_the_preview_saves_nothing(console: Client, home: Home) -> None:
    answer = edit(console, "message_template_verification", home, {**VERIFICATION, "preview": "yes"})
    assert "Hello, use 481205" in answer.content.decode()
    assert "EmailMessage" not in user_pools.get(home.pool.id).settings["VerificationMessageTemplate"]


def test_restoring_the_default_saves_nothing_yet(console: Client, home: Home) -> None:
    edit(console, "message_template_invitation", home, INVITATION)
    answer = edit(console, "message_template_invitation", home, {**INVITATION, "restore": "yes"})
    assert answer.context["form"]["email_subject"].value() == "Your temporary password"
    texts = user_pools.get(home.pool.id).settings["AdminCreateUserConfig"]["InviteMessageTemplate"]
    assert texts["EmailSubject"] == "Welcome"
