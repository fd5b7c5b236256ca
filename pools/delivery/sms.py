"""How SMS leave: by Amazon SNS, where POOLHOUSE_SMS_SENDER says so and the pool has an SMS configuration."""

from typing import Any

from django.conf import settings

from pools.core import aws
from pools.delivery.content import Content
from pools.models import OutboxMessage, UserPool


def is_set_up(pool: UserPool) -> bool:
    """Whether SMS of this pool really go out."""
    return settings.POOLHOUSE_SMS_SENDER == "sns" and bool(_configuration(pool))


def send(message: OutboxMessage, content: Content) -> None:
    """Hand the SMS over, under the installation's own AWS credentials; raises whatever SNS raises."""
    region = _configuration(message.pool).get("SnsRegion") or message.pool.region
    aws.client("sns", region=region).publish(
        PhoneNumber=message.recipient,
        Message=content.text,
        MessageAttributes={"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}},
    )


def _configuration(pool: UserPool) -> dict[str, Any]:
    return dict(pool.settings.get("SmsConfiguration") or {})
