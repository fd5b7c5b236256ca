"""Users of a pool: list with filter, create, details, and the edit page of their attributes."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import profile, users
from accounts.models import User
from accounts.users import Invitation
from console import paging
from console.forms.user_filters import UserFilterForm
from console.forms.users import MEDIUMS, UserAttributesForm, UserCreateForm
from console.page import done, page
from console.pages import user_subject
from pools import attributes, password_policy, user_pools
from pools.models import UserPool


@page
def index(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """A page of the pool's users."""
    addresses = pool.username_attributes
    filters = UserFilterForm(
        request.GET or None,
        searchable=pool.searchable_attributes,
        initial={"property": addresses[0] if addresses else "username"},
    )
    chosen = filters.chosen()
    bound_to = ("users", pool.id, chosen.expression if chosen else "")
    here = paging.position(request, *bound_to)
    found = users.list_page(
        pool, filter=chosen.expression if chosen else "", limit=paging.size(request), after=here.after
    )
    context = {
        "pool": pool,
        "users": user_subject.rows(found.items),
        "by_address": bool(addresses),
        "number": user_pools.estimated_number_of_users(pool),
        "filter": chosen,
        "filter_form": filters,
        "export_query": f"?{urlencode(filters.cleaned_data)}" if chosen else "",
        "pager": paging.pager(request, here, found, *bound_to),
    }
    return render(request, "console/users/index.html", context)


@page
def create(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """A user made by an operator."""
    form = UserCreateForm(request.POST or None, pool=pool)
    made: list[User] = []
    if form.run(lambda _: made.append(_create(pool, form))):
        return done(
            request, f"User {user_subject.shown_name(made[0])} was created.", "console:user", pool.id, made[0].sub
        )
    context = {"pool": pool, "form": form, "requirements": _requirements(pool)}
    return render(request, "console/users/create.html", context)


def _requirements(pool: UserPool) -> list[tuple[str, str]]:
    """What the pool asks of every user, beside the form."""
    required = [name for name, attribute in attributes.schema(pool).items() if attribute.required and name != "sub"]
    return [
        ("Sign-in identifiers", ", ".join(user_subject.sign_in_identifiers(pool))),
        ("Required attributes", ", ".join(required)),
        ("Password", ", ".join(rule.label for rule in password_policy.rules(pool)).capitalize()),
    ]


def _create(pool: UserPool, form: UserCreateForm) -> User:
    data = form.cleaned_data
    mediums = MEDIUMS.get(data["invitation"])
    generated = data["password_choice"] == "generate"  # noqa: S105  a choice
    return users.admin_create(
        pool,
        username=form.username_to_create(),
        attributes=form.attributes(),
        temporary_password=password_policy.generate(pool) if generated else data["temporary_password"],
        invitation=Invitation(mediums=tuple(mediums)) if mediums else Invitation(action="SUPPRESS"),
    )


@page
def details(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """A user's information and attributes."""
    user = user_subject.get(pool, sub)
    schema = attributes.schema(pool)
    rows = [
        (name, value, schema.get(name), _verified(user, name))
        for name, value in user.attributes.items()
        if name not in ("email_verified", "phone_number_verified")
    ]
    context = {**user_subject.context(user, tab="user"), "rows": rows}
    return render(request, "console/users/attributes.html", context)


@page
def edit_attributes(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """Every attribute an operator may change."""
    user = user_subject.get(pool, sub)
    form = UserAttributesForm(request.POST or None, pool=pool, values=user.attributes)
    if form.run(lambda _: profile.update(user, attributes=form.changes())):
        return done(
            request, f"Attributes of {user_subject.shown_name(user)} were updated.", "console:user", pool.id, user.sub
        )
    return render(request, "console/users/edit_attributes.html", {**user_subject.context(user), "form": form})


def _verified(user: User, name: str) -> bool | None:
    return bool(getattr(user, f"{name}_verified")) if name in ("email", "phone_number") else None
