"""Operators, who run Poolhouse, their second factor, and the access keys their programs sign with."""

import re
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from pools.core import clock
from pools.models import SealedField

DIGITS = re.compile(r"[0-9]{6}")


class OperatorManager(BaseUserManager["Operator"]):
    """Makes operators; the e-mail address is their name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Operator":
        operator = self.model(email=self.normalize_email(email).lower(), **fields)
        operator.set_password(password)
        operator.save(using=self._db)
        return operator

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Operator":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Operator(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # django-otp has no types
    """A person who signs in to the console; never a pool's user."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=128, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    theme = models.CharField(
        max_length=8, default="device", choices=[("light", "Light"), ("dark", "Dark"), ("device", "Follow device")]
    )
    density = models.CharField(
        max_length=12, default="comfortable", choices=[("comfortable", "Comfortable"), ("compact", "Compact")]
    )
    page_size = models.PositiveSmallIntegerField(default=20, choices=[(10, "10"), (20, "20"), (50, "50")])
    nav_open = models.BooleanField(default=True)
    region = models.CharField(max_length=32, blank=True)

    objects = OperatorManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email


class AuthenticatorApp(ThrottlingMixin, Device):  # type: ignore[misc]  # django-otp has no types
    """An operator's authenticator app. Our own, since django-otp's keeps its seed readable (checklist 9)."""

    seed = SealedField(editable=False)
    last_step = models.BigIntegerField(default=-1)
    created_at = models.DateTimeField(default=clock.now)

    def verify_token(self, token: str) -> bool:
        """One step either way, and no step twice (checklist 44)."""
        if not (DIGITS.fullmatch(token) and self.verify_is_allowed()[0]):
            return False
        totp = TOTP(bytes(self.seed))
        totp.time = clock.timestamp()
        if not totp.verify(int(token), tolerance=1, min_t=self.last_step + 1):
            self.throttle_increment()
            return False
        self.last_step = totp.t()
        self.throttle_reset(commit=False)
        self.save()
        return True

    def get_throttle_factor(self) -> int:
        return 1


class AccessKey(models.Model):
    """An AWS-style key pair that signs API calls for an operator."""

    access_key_id = models.CharField(max_length=128, unique=True)
    secret = SealedField(editable=False)
    operator = models.ForeignKey(Operator, on_delete=models.CASCADE, related_name="access_keys")
    description = models.CharField(max_length=128, blank=True)
    status = models.CharField(max_length=8, default="Active", choices=[("Active", "Active"), ("Inactive", "Inactive")])
    created_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.access_key_id


class SignInThrottle(models.Model):
    """Failed console sign-ins by e-mail or address; `subject` is a hash, so that typed names are not kept."""

    subject = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.subject
