"""User import jobs in AWS's shape."""

from typing import Any

from accounts.imports import upload
from accounts.models import ImportJob


def user_import_job_type(job: ImportJob) -> dict[str, Any]:
    """AWS UserImportJobType."""
    return {
        "JobName": job.name,
        "JobId": job.job_id,
        "UserPoolId": job.pool_id,
        "PreSignedUrl": upload.address(job),
        "CreationDate": job.created_at,
        "StartDate": job.started_at,
        "CompletionDate": job.completed_at,
        "Status": job.status,
        "CloudWatchLogsRoleArn": job.role_arn,
        "ImportedUsers": job.imported,
        "SkippedUsers": job.skipped,
        "FailedUsers": job.failed,
        "CompletionMessage": job.message or None,
        "PasswordHashingAlgorithm": job.hashing_algorithm or None,
    }
