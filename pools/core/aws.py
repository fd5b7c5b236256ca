"""The one place that makes boto3 clients: Lambda, SNS, SES and other AWS services that pools reach out to."""

import threading
from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, NoCredentialsError, ReadTimeoutError
from django.conf import settings

CONNECT_SECONDS = 2

# What a call to a client may raise: no answer in time, or any failure at all.
TIMED_OUT = (ConnectTimeoutError, ReadTimeoutError)
FAILED = (BotoCoreError, ClientError)
# What a service itself answers that is no success.
REFUSED = ClientError

# Making a client reads boto3's default session, which is not safe to use from several threads at once.
_making = threading.Lock()


def client(service: str, *, region: str, endpoint_url: str | None = None, read_timeout: float = 5) -> Any:
    """A client for `service`, kept for the life of the process. Never repeats a call by itself."""
    url = endpoint_url or settings.POOLHOUSE_AWS_ENDPOINT_URL or None
    with _making:
        return _made(service, region, url, read_timeout)


@lru_cache(maxsize=128)
def _made(service: str, region: str, endpoint_url: str | None, read_timeout: float) -> Any:
    timing = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_timeout,
        retries={"total_max_attempts": 1},
    )
    return boto3.client(service, region_name=region, endpoint_url=endpoint_url, config=timing)


def error_code(problem: Exception) -> str:
    """AWS's name for a failure; a service that cannot be spoken to at all is `ServiceException`."""
    if isinstance(problem, ClientError):
        return str(problem.response.get("Error", {}).get("Code") or "ServiceException")
    return "AccessDeniedException" if isinstance(problem, NoCredentialsError) else "ServiceException"
