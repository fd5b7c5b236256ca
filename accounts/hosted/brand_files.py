"""`/branding/<client>/<name>`: style sheets and images of looks. No cookie is read or set here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.hosted import brand_sheet, look
from accounts.oauth.views import place_of
from pools import branding_files

_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    # A drawing that is opened by itself may neither run nor load anything (checklist 56).
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def file(request: HttpRequest, owner: str, name: str, pool_id: str | None = None) -> HttpResponse:
    """One file; a name that is not of now is not found, so that nothing is kept under a wrong name."""
    here = place_of(request, pool_id)
    if name.endswith(".css"):
        sheets = (brand_sheet.css(found) for found in look.owned_by(here, owner))
        content = next((css for css in sheets if name == f"{branding_files.digest(css)}.css"), None)
        if content is None:
            raise Http404
        return HttpResponse(content, content_type="text/css; charset=utf-8", headers=_HEADERS)
    image = branding_files.find(here.pool, owner, name)
    if image is None:
        raise Http404
    return HttpResponse(image.content, content_type=image.content_type, headers=_HEADERS)
