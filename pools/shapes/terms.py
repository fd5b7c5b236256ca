"""Terms in AWS's shapes."""

from typing import Any

from pools.models import Terms


def terms_type(terms: Terms) -> dict[str, Any]:
    """AWS TermsType."""
    return {
        **terms_description(terms),
        "UserPoolId": terms.pool_id,
        "ClientId": terms.client_id,
        "TermsSource": "LINK",
        "Links": terms.links,
    }


def terms_description(terms: Terms) -> dict[str, Any]:
    """AWS TermsDescriptionType, as lists show it."""
    return {
        "TermsId": str(terms.id),
        "TermsName": terms.name,
        "Enforcement": "NONE",
        "CreationDate": terms.created_at,
        "LastModifiedDate": terms.updated_at,
    }
