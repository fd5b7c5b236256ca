"""Multiplies a user inside PostgreSQL, which takes seconds where sending a hundred thousand of them takes minutes."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from accounts.models import RefreshToken, SearchValue, User, UserAlias, UserSession

# Behind this user come those just made from it: ids grow, and nobody else writes here.
MADE_FROM = "made.pool_id = %s AND made.id > %s"


def fill(session: UserSession, numbers: range) -> None:
    """Users of these numbers like the one of the session, each with a sign-in name, a session and a refresh token."""
    model = (session.pool.id, session.user_id)
    people(session.user, numbers)
    insert(
        UserSession,
        f"accounts_usersession model, accounts_user made WHERE model.id = %s AND {MADE_FROM}",
        (session.pk, *model),
        id="gen_random_uuid()",
        event_id="gen_random_uuid()",
        user_id="made.id",
    )
    insert(
        RefreshToken,
        "accounts_refreshtoken model, accounts_usersession made "
        "WHERE model.session_id = %s AND made.pool_id = %s AND made.user_id > %s",
        (session.pk, *model),
        token_hash="sha256(made.id::text::bytea)",  # noqa: S106  SQL
        session_id="made.id",
    )


def people(user: User, numbers: range, **changed: str) -> None:
    """Users of these numbers like this one, each with a sign-in name."""
    username = "'user' || lpad(number::text, 7, '0')"
    insert(
        User,
        "accounts_user model, generate_series(%s::int, %s::int) number WHERE model.id = %s",
        (numbers.start, numbers.stop - 1, user.pk),
        sub="gen_random_uuid()::text",
        username=username,
        email=f"{username} || '@example.com'",
        name=f"'Name of ' || {username}",
        **changed,
    )
    insert(
        UserAlias,
        f"accounts_useralias model, accounts_user made WHERE model.user_id = %s AND {MADE_FROM}",
        (user.pk, user.pool_id, user.pk),
        user_id="made.id",
        value="made.username",
    )


def crowd(user: User, numbers: range, *, attribute: str, kinds: int) -> None:
    """Users of these numbers with one of so many values of an attribute that is searched, and nothing besides."""
    value = f"'{attribute.rpartition(':')[2]}' || lpad((number %% {kinds})::text, 4, '0')"
    people(user, numbers, other_attributes=f"jsonb_build_object('{attribute}', {value})")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {SearchValue._meta.db_table} (pool_id, user_id, attribute, value) "  # noqa: S608
            f"SELECT made.pool_id, made.id, %s, made.other_attributes ->> %s FROM accounts_user made WHERE {MADE_FROM}",
            (attribute, attribute, user.pool_id, user.pk),
        )


def insert(table: type[models.Model], source: str, parameters: tuple[Any, ...], **changed: str) -> None:
    """Rows like the one named `model` in the source, but for the columns that are changed."""
    own_ids = table._meta.auto_field
    columns = [str(field.column) for field in table._meta.concrete_fields if field is not own_ids]
    values = [changed.get(column, f"model.{column}") for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {source}",  # noqa: S608
            parameters,
        )


def settle() -> None:
    """Let PostgreSQL take stock now, not in the middle of a row."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
