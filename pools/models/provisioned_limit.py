"""How many requests of a category are answered in a second, and how many there were."""

from django.db import models


class ProvisionedLimit(models.Model):
    """The limit of a category, over all pools; a category without a row has none."""

    category = models.CharField(primary_key=True, max_length=32)
    requests_per_second = models.PositiveIntegerField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.category}: {self.requests_per_second}"


class RequestCount(models.Model):
    """Requests in one second, counted here where there is no Redis; the row is used again in the next."""

    name = models.CharField(primary_key=True, max_length=48)
    second = models.BigIntegerField(help_text="Of the Unix clock")
    count = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"
