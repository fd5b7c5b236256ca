"""Where logs can go: the three kinds of AWS, by the ARN in a LogConfigurationType."""

import re
from dataclasses import dataclass
from typing import Any, Final

_ARNS: Final[dict[str, tuple[str, re.Pattern[str]]]] = {
    "CloudWatchLogsConfiguration": (
        "LogGroupArn",
        re.compile(r"arn:aws[a-z-]*:logs:(?P<region>[a-z0-9-]+):\d{12}:log-group:(?P<name>[\w./-]{1,512})", re.ASCII),
    ),
    "S3Configuration": (
        "BucketArn",
        re.compile(r"arn:aws[a-z-]*:s3:(?P<region>):(?P<account>):(?P<name>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"),
    ),
    "FirehoseConfiguration": (
        "StreamArn",
        re.compile(
            r"arn:aws[a-z-]*:firehose:(?P<region>[a-z0-9-]+):\d{12}:deliverystream/(?P<name>[\w.-]{1,64})", re.ASCII
        ),
    ),
}

KINDS = tuple(_ARNS)


@dataclass(frozen=True)
class Target:
    """A log group, a bucket or a stream.

    Attributes:
        kind: the member of LogConfigurationType.
        region: empty for buckets, whose ARNs name none.
        name: of the group, bucket or stream.
    """

    kind: str
    region: str
    name: str


def of(configuration: dict[str, Any]) -> Target | None:
    """The target of a LogConfigurationType with one; nothing when its ARN is none of its kind."""
    [kind] = [name for name in KINDS if configuration.get(name) is not None]
    member, pattern = _ARNS[kind]
    match = pattern.fullmatch(configuration[kind].get(member) or "")
    return Target(kind, match["region"], match["name"]) if match else None
