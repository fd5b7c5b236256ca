"""Domains in AWS's shape."""

from typing import Any

from pools.models import Domain


def domain_description(domain: Domain, *, account_id: str, host: str) -> dict[str, Any]:
    """AWS DomainDescriptionType; the distribution is the host that a DNS alias must point at."""
    certificate = {"CertificateArn": domain.certificate_arn, "SecurityPolicy": domain.security_policy or None}
    return {
        "UserPoolId": domain.pool_id,
        "AWSAccountId": account_id,
        "Domain": domain.name,
        # AWS: where it keeps its pages' files; we have no bucket, but clients read a name here.
        "S3Bucket": "poolhouse-assets",
        "CloudFrontDistribution": host,
        "Version": domain.version,
        "Status": "ACTIVE",
        "CustomDomainConfig": certificate if domain.certificate_arn else None,
        "Routing": domain.routing,
        "ManagedLoginVersion": domain.managed_login_version,
    }
