"""The operations of the AWS API that concern pools and what belongs to them. Importing it registers them."""

from pools.api import (
    app_clients,
    branding,
    client_secrets,
    domains,
    groups,
    identity_providers,
    mfa_configuration,
    provisioned_limits,
    replicas,
    resource_servers,
    session_configuration,
    tags,
    terms,
    threat_protection,
    ui_customization,
    user_pools,
)

__all__ = [
    "app_clients",
    "branding",
    "client_secrets",
    "domains",
    "groups",
    "identity_providers",
    "mfa_configuration",
    "provisioned_limits",
    "replicas",
    "resource_servers",
    "session_configuration",
    "tags",
    "terms",
    "threat_protection",
    "ui_customization",
    "user_pools",
]
