"""Quick set-up as code: the very calls it makes, for boto3 and the AWS CLI."""

import json
import shlex
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from console.pages import client_settings, pool_settings

LANGUAGES = (("boto3", "Python \u00b7 boto3"), ("cli", "AWS CLI"))


def render(region: str, data: dict[str, Any]) -> list[tuple[str, str]]:
    """Label and code of each language for a form's answers."""
    pool = {"PoolName": data["pool_name"], **pool_settings.new_pool(data)}
    client = {
        "ClientName": data["name"],
        "GenerateSecret": client_settings.has_secret(data["application_type"]),
        **client_settings.new_client(data["application_type"], return_url=data["return_url"]),
    }
    values = {
        "python": {
            "pool": [(name, literal(value)) for name, value in pool.items()],
            "client": [(name, literal(value)) for name, value in client.items()],
            "region": literal(region),
            "endpoint": literal(settings.POOLHOUSE_URL),
        },
        "shell": {
            "pool": shlex.quote(json.dumps(pool, indent=2)),
            "client": shlex.quote(json.dumps(client, indent=2)),
            "options": f"--region {shlex.quote(region)} --endpoint-url {shlex.quote(settings.POOLHOUSE_URL)}",
        },
    }
    return [
        (label, render_to_string(f"console/user_pools/code/{language}.txt", values).strip())
        for language, label in LANGUAGES
    ]


def literal(value: Any) -> str:
    """A value as Python writes it, with double quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
