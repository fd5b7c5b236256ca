"""What a pool's hosted pages say in the place of the built-in texts."""

from django.db import models

from pools.models.app_client import AppClient
from pools.models.user_pool import UserPool


class PageTexts(models.Model):
    """An operator's own texts in one language, for one app client; without a client for all of the pool's."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(AppClient, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=16, help_text="A code of settings.LANGUAGES")
    texts = models.JSONField(default=dict, help_text="Texts by key; see pools.page_text_keys")
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "page texts"
        constraints = [
            models.UniqueConstraint(fields=["pool", "client", "language"], name="page_texts_of_client"),
            models.UniqueConstraint(
                fields=["pool", "language"], condition=models.Q(client=None), name="page_texts_of_pool"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.client_id or ''} {self.language}"
