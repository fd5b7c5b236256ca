"""What an administrator sets up: user pools, their app clients, domains, groups, keys and mail."""

from pools.models.app_client import AppClient
from pools.models.attribute import SchemaAttribute
from pools.models.branding import BrandingAsset, ManagedLoginBranding, UICustomization
from pools.models.domain import Domain
from pools.models.fixed_client import FixedClient
from pools.models.group import Group
from pools.models.identity_provider import IdentityProvider, IdpIdentifier
from pools.models.log_delivery import LogDelivery, LogEvent
from pools.models.outbox import OutboxMessage
from pools.models.page_texts import PageTexts
from pools.models.provisioned_limit import ProvisionedLimit, RequestCount
from pools.models.resource_server import ResourceServer
from pools.models.risk_configuration import RiskConfiguration
from pools.models.saml_certificate import SamlCertificate
from pools.models.saml_metadata_copy import SamlMetadataCopy
from pools.models.sealed import SealedField, SealedJSONField
from pools.models.signing_key import SigningKey
from pools.models.terms import Terms
from pools.models.user_pool import UserPool
from pools.models.webhook import Webhook

__all__ = [
    "AppClient",
    "BrandingAsset",
    "Domain",
    "FixedClient",
    "Group",
    "IdentityProvider",
    "IdpIdentifier",
    "LogDelivery",
    "LogEvent",
    "ManagedLoginBranding",
    "OutboxMessage",
    "PageTexts",
    "ProvisionedLimit",
    "RequestCount",
    "ResourceServer",
    "RiskConfiguration",
    "SamlCertificate",
    "SamlMetadataCopy",
    "SchemaAttribute",
    "SealedField",
    "SealedJSONField",
    "SigningKey",
    "Terms",
    "UICustomization",
    "UserPool",
    "Webhook",
]
