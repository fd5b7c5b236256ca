"""Threat protection and the events that it keeps."""

from __future__ import annotations

import uuid
from typing import Any

from accounts import event_feedback
from tests.conformance.arranging import arranged
from tests.conformance.scene import Scene

SOURCE = "arn:aws:ses:us-east-1:000000000000:identity/no-reply@example.com"


def risk(scene: Scene) -> dict[str, Any]:
    mails = {"SourceArn": SOURCE, "BlockEmail": {"Subject": "Blocked", "TextBody": "It was blocked."}}
    loud = {"Notify": True, "EventAction": "MFA_REQUIRED"}
    return {
        **scene.in_pool,
        "CompromisedCredentialsRiskConfiguration": {"EventFilter": ["SIGN_IN"], "Actions": {"EventAction": "BLOCK"}},
        "AccountTakeoverRiskConfiguration": {"NotifyConfiguration": mails, "Actions": {"HighAction": loud}},
        "RiskExceptionConfiguration": {"BlockedIPRangeList": ["192.0.2.0/24"]},
    }


def event(scene: Scene) -> dict[str, Any]:
    found = scene.idp.admin_list_user_auth_events(**scene.of_alice)["AuthEvents"][0]
    return {**scene.of_alice, "EventId": found["EventId"], "FeedbackValue": "Valid"}


@arranged
def set_risk_configuration(scene: Scene) -> dict[str, Any]:
    return risk(scene)


@arranged
def describe_risk_configuration(scene: Scene) -> dict[str, Any]:
    scene.idp.set_risk_configuration(**risk(scene))
    return scene.in_pool


@arranged
def admin_list_user_auth_events(scene: Scene) -> dict[str, Any]:
    scene.idp.admin_update_auth_event_feedback(**event(scene))
    return {**scene.of_alice, "MaxResults": 60}


@arranged
def admin_update_auth_event_feedback(scene: Scene) -> dict[str, Any]:
    return event(scene)


@arranged
def update_auth_event_feedback(scene: Scene) -> dict[str, Any]:
    told = event(scene)
    return {**told, "FeedbackToken": event_feedback.token(scene.alice, uuid.UUID(told["EventId"]))}
