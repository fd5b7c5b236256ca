"""The key and certificate by which a pool signs its SAML requests and opens encrypted assertions."""

from django.db import models

from pools.models.sealed import SealedField
from pools.models.user_pool import UserPool


class SamlCertificate(models.Model):
    """One self-signed certificate of a pool; made when it is first asked for."""

    pool = models.OneToOneField(UserPool, on_delete=models.CASCADE, related_name="+")
    private_key = SealedField(editable=False, help_text="PKCS#8 DER")
    certificate = models.TextField(help_text="PEM")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"of {self.pool_id}"
