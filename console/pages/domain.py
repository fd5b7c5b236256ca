"""The address of a pool's login pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from console.forms.confirmations import TypedNameForm
from console.forms.domain import CustomDomainForm, PrefixDomainForm
from console.page import done, page
from pools import domains
from pools.models import UserPool

MANAGED_LOGIN = 2


@page
def index(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """Both kinds of domain, and the address that always works."""
    by_kind = {domain.custom: domain for domain in domains.of_pool(pool)}
    context = {
        "pool": pool,
        "prefix": by_kind.get(False),
        "custom": by_kind.get(True),
        "prefix_host": domains.host_of(by_kind[False]) if False in by_kind else "",
        "base_host": settings.POOLHOUSE_BASE_HOST,
        "base_url": domains.base_url(pool),
        "issuer_path_url": domains.issuer_path_url(pool),
        "scheme": settings.POOLHOUSE_URL.partition(":")[0],
    }
    return render(request, "console/domain/index.html", context)


@page
def create_prefix(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """A name below this server's address."""
    form = PrefixDomainForm(request.POST or None)
    if form.run(lambda data: domains.create(pool, domain=data["domain"], managed_login_version=MANAGED_LOGIN)):
        return done(request, f"Domain {form.cleaned_data['domain']} was created.", "console:domain", pool.id)
    context = {"pool": pool, "form": form, "base_host": settings.POOLHOUSE_BASE_HOST}
    return render(request, "console/domain/create_prefix.html", context)


@page
def create_custom(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """A host name of the operator's own."""
    form = CustomDomainForm(request.POST or None)

    def create(data: dict[str, str]) -> None:
        custom = {"CertificateArn": data["certificate_arn"]}
        domains.create(pool, domain=data["domain"], custom=custom, managed_login_version=MANAGED_LOGIN)

    if form.run(create):
        return done(request, f"Domain {form.cleaned_data['domain']} was created.", "console:domain", pool.id)
    context = {"pool": pool, "form": form, "base_host": settings.POOLHOUSE_BASE_HOST}
    return render(request, "console/domain/create_custom.html", context)


@page
def delete(request: HttpRequest, pool: UserPool, name: str) -> HttpResponse:
    """Removes a domain of this pool, once its name is typed."""
    domain = next((domain for domain in domains.of_pool(pool) if domain.name == name), None)
    if domain is None:
        raise Http404
    form = TypedNameForm(request.POST or None, name=name)
    if form.run(lambda _: domains.delete(pool, domain=name)):
        return done(request, f"Domain {name} was deleted.", "console:domain", pool.id)
    return render(request, "console/domain/delete.html", {"pool": pool, "domain": domain, "form": form})
