"""Exports of users: ask for one, see how far it is, download and delete it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from accounts import user_exports
from accounts.models.user_export import ExportStatus
from console.forms.confirmations import ConfirmForm
from console.forms.user_filters import UserFilterForm
from console.page import ConsoleForm, done, page
from pools import user_pools
from pools.core.errors import ResourceNotFoundException
from pools.models import UserPool

STATES = {ExportStatus.RUNNING: "progress", ExportStatus.DONE: "success", ExportStatus.FAILED: "error"}


@page
def index(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """The exports that are kept, and the form for another one, of those whom the users page shows."""
    filters = UserFilterForm(request.GET or None, searchable=pool.searchable_attributes)
    chosen = filters.chosen()
    expression = chosen.expression if chosen else ""
    form = ConsoleForm(request.POST or None)
    if form.run(
        lambda _: user_exports.create(pool, filter=expression, made_by=str(getattr(request.user, "email", "")))
    ):
        return done(request, "The export is being written.", "console:user_exports", pool.id)
    found = user_exports.of_pool(pool)
    context = {
        "pool": pool,
        "form": form,
        "filter": chosen,
        "number": user_pools.estimated_number_of_users(pool),
        "rows": [(export, STATES[ExportStatus(export.status)]) for export in found],
        "is_working": any(export.status == ExportStatus.RUNNING for export in found),
    }
    return render(request, "console/user_exports/index.html", context)


@page
def download(request: HttpRequest, pool: UserPool, export_id: int) -> HttpResponseBase:  # noqa: ARG001
    """The file."""
    export = user_exports.get(pool, export_id)
    try:
        content = user_exports.content(export)
    except ResourceNotFoundException as error:
        raise Http404(error.message) from error
    name = f"users-{pool.id}-{export.created_at:%Y%m%d-%H%M}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@page
def delete(request: HttpRequest, pool: UserPool, export_id: int) -> HttpResponse:
    """Forget a file."""
    export = user_exports.get(pool, export_id)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: user_exports.delete(export)):
        return done(request, "The export was deleted.", "console:user_exports", pool.id)
    return render(request, "console/user_exports/delete.html", {"pool": pool, "form": form, "export": export})
