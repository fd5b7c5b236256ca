"""Celery's task: the broker's hint that an import waits."""

from celery import shared_task

from accounts.imports import runner


@shared_task(name=runner.TASK, ignore_result=True)  # type: ignore[untyped-decorator]  # celery ships no types
def run(job_pk: int) -> None:
    runner.run(job_pk)
