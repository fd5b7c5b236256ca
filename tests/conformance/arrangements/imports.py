"""Jobs that import users."""

from __future__ import annotations

from typing import Any

from accounts import import_jobs
from tests.conformance.arranging import arranged
from tests.conformance.scene import Scene
from tests.support import imports


def waiting(scene: Scene) -> dict[str, Any]:
    job = imports.waiting(scene.pool, imports.file_of(scene.pool, imports.line(scene.pool, "dora")))
    return {**scene.in_pool, "JobId": job.job_id}


@arranged
def get_csv_header(scene: Scene) -> dict[str, Any]:
    return scene.in_pool


@arranged
def create_user_import_job(scene: Scene) -> dict[str, Any]:
    return {
        **scene.in_pool,
        "JobName": "move",
        "CloudWatchLogsRoleArn": imports.ROLE,
        "PasswordHashingAlgorithm": "BCRYPT",
    }


@arranged
def describe_user_import_job(scene: Scene) -> dict[str, Any]:
    return waiting(scene)


@arranged
def start_user_import_job(scene: Scene) -> dict[str, Any]:
    return waiting(scene)


@arranged
def stop_user_import_job(scene: Scene) -> dict[str, Any]:
    job = waiting(scene)
    import_jobs.start(scene.pool, job["JobId"])
    return job


@arranged
def list_user_import_jobs(scene: Scene) -> dict[str, Any]:
    waiting(scene)
    return {**scene.in_pool, "MaxResults": 60}
