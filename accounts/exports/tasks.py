"""Celery's task: the broker's hint that an export of users waits."""

from celery import shared_task

from accounts.exports import runner


@shared_task(name=runner.TASK, ignore_result=True)  # type: ignore[untyped-decorator]  # celery ships no types
def run(export_pk: int) -> None:
    runner.run(export_pk)
