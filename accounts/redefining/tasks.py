"""Celery's task: the broker's hint that a change of a pool's definition waits."""

from celery import shared_task

from accounts.redefining import runner


@shared_task(name=runner.TASK, ignore_result=True)  # type: ignore[untyped-decorator]  # celery ships no types
def run(change_pk: int) -> None:
    runner.run(change_pk)
