"""What the pages look like and link to: styles, classic customization, terms."""

from __future__ import annotations

from typing import Any

from tests.conformance.arranging import arranged
from tests.conformance.scene import Scene
from tests.support import pictures

SETTINGS = {"components": {"primaryButton": {"lightMode": {"defaults": {"backgroundColor": "0972d3ff"}}}}}
TERMS = {
    "TermsName": "terms-of-use",
    "TermsSource": "LINK",
    "Enforcement": "NONE",
    "Links": {"cognito:default": "https://example.com/terms"},
}


def logo() -> dict[str, Any]:
    return {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": pictures.png()}


def style(scene: Scene) -> dict[str, Any]:
    made = scene.idp.create_managed_login_branding(**create_managed_login_branding(scene))["ManagedLoginBranding"]
    return {**scene.in_pool, "ManagedLoginBrandingId": made["ManagedLoginBrandingId"]}


def terms(scene: Scene) -> dict[str, Any]:
    made = scene.idp.create_terms(**create_terms(scene))["Terms"]
    return {**scene.in_pool, "TermsId": made["TermsId"]}


@arranged
def create_managed_login_branding(scene: Scene) -> dict[str, Any]:
    return {**scene.of_client, "Settings": SETTINGS, "Assets": [logo()]}


@arranged
def describe_managed_login_branding(scene: Scene) -> dict[str, Any]:
    return {**style(scene), "ReturnMergedResources": True}


@arranged
def describe_managed_login_branding_by_client(scene: Scene) -> dict[str, Any]:
    style(scene)
    return {**scene.of_client, "ReturnMergedResources": False}


@arranged
def update_managed_login_branding(scene: Scene) -> dict[str, Any]:
    return {**style(scene), "Settings": SETTINGS, "Assets": [logo()]}


@arranged
def delete_managed_login_branding(scene: Scene) -> dict[str, Any]:
    return style(scene)


@arranged
def set_ui_customization(scene: Scene) -> dict[str, Any]:
    css = ".submitButton-customizable { background-color: #0972d3; }"
    return {**scene.of_client, "CSS": css, "ImageFile": pictures.png()}


@arranged
def get_ui_customization(scene: Scene) -> dict[str, Any]:
    scene.idp.set_ui_customization(**set_ui_customization(scene))
    return scene.of_client


@arranged
def create_terms(scene: Scene) -> dict[str, Any]:
    return {**scene.of_client, **TERMS}


@arranged
def describe_terms(scene: Scene) -> dict[str, Any]:
    return terms(scene)


@arranged
def describe_terms_by_client(scene: Scene) -> dict[str, Any]:
    terms(scene)
    return {**scene.of_client, "TermsName": TERMS["TermsName"]}


@arranged
def update_terms(scene: Scene) -> dict[str, Any]:
    return {**terms(scene), **TERMS}


@arranged
def delete_terms(scene: Scene) -> dict[str, Any]:
    return terms(scene)


@arranged
def list_terms(scene: Scene) -> dict[str, Any]:
    terms(scene)
    return {**scene.in_pool, "MaxResults": 60}
