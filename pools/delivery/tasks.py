"""Celery's tasks: the broker's hint that a message, or a pool's log, waits."""

from celery import shared_task

from pools.delivery import courier, publishing
from pools.delivery.logs import shipping


@shared_task(name=publishing.TASK, ignore_result=True)  # type: ignore[untyped-decorator]  # celery ships no types
def deliver(message_id: int) -> None:
    courier.deliver(message_id)


@shared_task(name=shipping.TASK, ignore_result=True)  # type: ignore[untyped-decorator]  # celery ships no types
def ship_logs(delivery_id: int) -> None:
    shipping.run(delivery_id)
