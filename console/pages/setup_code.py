"""Quick set-up as code: the very calls it makes, for boto3 and the AWS CLI."""

import json
import shlex
from pprint import pformat
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from console.pages import client_settings, pool_settings

LANGUAGES = (("boto3", "Python \u00b7 boto3"), ("cli", "AWS CLI"))
_WIDTH = 100


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
            "pool": pformat(pool, width=_WIDTH, sort_dicts=False),
            "client": pformat(client, width=_WIDTH, sort_dicts=False),
            "region": repr(region),
            "endpoint": repr(settings.POOLHOUSE_URL),
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
