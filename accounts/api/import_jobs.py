"""Operations on user import jobs."""

from typing import Any

from accounts import import_jobs
from accounts.api import caller
from accounts.shapes.import_job import user_import_job_type
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation

# AWS: MaxResults may be sixty, but the answer holds no more than fifty.
_LARGEST_PAGE = 50


@user_pool_operation
def get_csv_header(call: Call) -> dict[str, Any]:
    pool = caller.pool(call)
    return {"UserPoolId": pool.id, "CSVHeader": import_jobs.csv_header(pool)}


@user_pool_operation
def create_user_import_job(call: Call) -> dict[str, Any]:
    job = import_jobs.create(
        caller.pool(call),
        name=call.input["JobName"],
        role_arn=call.input["CloudWatchLogsRoleArn"],
        hashing_algorithm=call.input.get("PasswordHashingAlgorithm") or "",
    )
    return {"UserImportJob": user_import_job_type(job)}


@user_pool_operation
def start_user_import_job(call: Call) -> dict[str, Any]:
    return {"UserImportJob": user_import_job_type(import_jobs.start(caller.pool(call), call.input["JobId"]))}


@user_pool_operation
def stop_user_import_job(call: Call) -> dict[str, Any]:
    return {"UserImportJob": user_import_job_type(import_jobs.stop(caller.pool(call), call.input["JobId"]))}


@user_pool_operation
def describe_user_import_job(call: Call) -> dict[str, Any]:
    return {"UserImportJob": user_import_job_type(import_jobs.get(caller.pool(call), call.input["JobId"]))}


@user_pool_operation
def list_user_import_jobs(call: Call) -> dict[str, Any]:
    pool = caller.pool(call)
    return paging.answer(
        call,
        lambda limit, after: import_jobs.list_page(pool, limit=min(limit, _LARGEST_PAGE), after=after),
        user_import_job_type,
        member="UserImportJobs",
        size="MaxResults",
        token="PaginationToken",  # noqa: S106  a member's name
    )
