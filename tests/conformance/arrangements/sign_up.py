"""Signing up, and forgotten passwords."""

from __future__ import annotations

from typing import Any

from tests.conformance.arranging import arranged
from tests.conformance.scene import PASSWORD, Scene
from tests.support import people

ANOTHER = "An0ther-horse!"
ATTRIBUTES = [{"Name": "email", "Value": "nell@example.com"}, {"Name": "custom:team", "Value": "blue"}]


@arranged
def sign_up(scene: Scene) -> dict[str, Any]:
    return {"ClientId": scene.client.id, "Username": "nell", "Password": PASSWORD, "UserAttributes": ATTRIBUTES}


@arranged
def confirm_sign_up(scene: Scene) -> dict[str, Any]:
    code = people.last_code("bob@example.com")
    return {"ClientId": scene.client.id, "Username": "bob", "ConfirmationCode": code}


@arranged
def resend_confirmation_code(scene: Scene) -> dict[str, Any]:
    return {"ClientId": scene.client.id, "Username": "bob"}


@arranged
def forgot_password(scene: Scene) -> dict[str, Any]:
    return {"ClientId": scene.client.id, "Username": "alice"}


@arranged
def confirm_forgot_password(scene: Scene) -> dict[str, Any]:
    asked = forgot_password(scene)
    sent = scene.anonymous.forgot_password(**asked)["CodeDeliveryDetails"]["DeliveryMedium"]
    code = people.last_code("alice@example.com" if sent == "EMAIL" else "+15551230001")
    return {**asked, "ConfirmationCode": code, "Password": ANOTHER}
