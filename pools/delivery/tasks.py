"""Celery's tasks: the broker's hint that a message waits."""

from celery import shared_task

from pools.delivery import courier, publishing


@shared_task(name=publishing.TASK, ignore_result=True)  # type: ignore[untyped-decorator]  # celery ships no types
def deliver(message_id: int) -> None:
    courier.deliver(message_id)
