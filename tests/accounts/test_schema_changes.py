"""A pool's schema and sign-in names are changed later: planned, counted, applied by workers, undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import aliases, import_jobs, profile, schema_changes, users
from accounts.models import SchemaChange, SearchValue, SetAsideValue, UserAlias
from accounts.models.schema_change import ChangeStatus
from accounts.redefining import lease, runner, steps
from pools import app_clients, attributes, identity_providers, pool_schema, user_pools
from pools.core.errors import CognitoError, InvalidParameterException, PreconditionNotMetException
from pools.definitions import Definition
from pools.models import AppClient, UserPool
from tests.support import builders, imports, people

pytestmark = pytest.mark.django_db


def fresh(pool: UserPool) -> UserPool:
    return user_pools.get(pool.id)


def wish(pool: UserPool, shapes: dict[str, dict[str, Any]] | None = None, **members: Any) -> Definition:
    """The pool's definition with some members of some attributes changed, and other sign-in names."""
    now = Definition.of(fresh(pool))
    schema = [{**shape, **(shapes or {}).get(shape["Name"], {})} for shape in now.schema]
    return replace(now, schema=schema, **members)


def without(pool: UserPool, *names: str) -> Definition:
    now = Definition.of(fresh(pool))
    return replace(now, schema=[shape for shape in now.schema if shape["Name"] not in names])


def planned(pool: UserPool, wished: Definition) -> SchemaChange:
    change = schema_changes.plan(fresh(pool), wished)
    runner.run(change.pk)
    return schema_changes.get(fresh(pool), change.pk)


def worked(change: SchemaChange) -> SchemaChange:
    runner.run(change.pk)
    return schema_changes.get(fresh(change.pool), change.pk)


def applied(pool: UserPool, wished: Definition) -> SchemaChange:
    change = planned(pool, wished)
    schema_changes.apply(change)
    return worked(change)


def undone(change: SchemaChange) -> SchemaChange:
    change = worked(schema_changes.undo(schema_changes.get(fresh(change.pool), change.pk)))
    schema_changes.apply(change)
    return worked(change)


def counts(change: SchemaChange) -> dict[tuple[str, str], int]:
    return {(found.kind, found.subject): found.count for found in schema_changes.findings(change)}


def refusal(call: Any) -> str:
    with pytest.raises(CognitoError) as caught:
        call()
    return caught.value.message


REQUIRED = {"Required": True}
SHORT = {"StringAttributeConstraints": {"MinLength": "0", "MaxLength": "4"}}
LEVEL = {"Name": "level", "AttributeDataType": "String"}


@pytest.fixture
def free(db: None) -> UserPool:
    """A pool where people sign in by a name of their own."""
    return builders.pool("free", Schema=[LEVEL])


@pytest.fixture
def crowd(free: UserPool) -> UserPool:
    for name, level in (("ann", "7"), ("bert", "eight"), ("carl", "")):
        people.confirmed(free, name, **{"custom:level": level})
    return free


def test_a_plan_counts_whom_each_change_would_hit(crowd: UserPool) -> None:
    number: dict[str, Any] = {
        "AttributeDataType": "Number",
        "StringAttributeConstraints": None,
        "NumberAttributeConstraints": {},
    }
    change = planned(crowd, wish(crowd, {"nickname": REQUIRED, "custom:level": number, "email": SHORT}))

    assert change.status == ChangeStatus.PLANNED
    assert counts(change) == {
        ("lacks", "nickname"): 3,
        ("unfit", "custom:level"): 1,
        ("unfit", "email"): 3,
    }
    assert Definition.of(fresh(crowd)) == Definition(**change.before)


def test_examples_are_few_and_name_users(crowd: UserPool) -> None:
    for number in range(6):
        people.confirmed(crowd, f"more{number}")
    [finding] = schema_changes.findings(planned(crowd, wish(crowd, {"nickname": REQUIRED})))

    assert (finding.count, len(finding.examples)) == (9, 5)
    assert finding.examples[0] == [users.get(crowd, "ann").sub, "ann"]


def test_a_newly_required_attribute_is_asked_of_new_users_and_old_ones_stay(crowd: UserPool) -> None:
    applied(crowd, wish(crowd, {"nickname": REQUIRED}))

    pool = fresh(crowd)
    assert "nickname" in attributes.required(pool)
    assert users.get(pool, "ann").status == "CONFIRMED"
    profile.update(users.get(pool, "ann"), attributes={"nickname": "Annie"})
    assert "required" in refusal(lambda: profile.update(users.get(pool, "ann"), attributes={"nickname": ""}))


def test_an_alias_is_made_of_every_verified_address(crowd: UserPool) -> None:
    people.confirmed(crowd, "dora", email="unproved@example.com", email_verified="false")
    change = applied(crowd, wish(crowd, alias_attributes=["email"]))

    pool = fresh(crowd)
    assert change.status == ChangeStatus.APPLIED
    assert pool.alias_attributes == ["email"]
    assert aliases.find(pool, "ann@example.com") == users.get(pool, "ann")
    assert aliases.find(pool, "unproved@example.com") is None


def test_undoing_an_alias_takes_the_names_away(crowd: UserPool) -> None:
    change = undone(applied(crowd, wish(crowd, alias_attributes=["email"])))

    pool = fresh(crowd)
    assert change.status == ChangeStatus.APPLIED
    assert (pool.alias_attributes, pool.coming) == ([], {})
    assert aliases.find(pool, "ann@example.com") is None
    assert set(UserAlias.objects.filter(pool=pool).values_list("attribute", flat=True)) == {"username"}


def test_addresses_of_two_users_stand_in_the_way_of_an_alias(crowd: UserPool) -> None:
    people.confirmed(crowd, "dora", email="ann@example.com")
    change = planned(crowd, wish(crowd, alias_attributes=["email"]))

    assert counts(change) == {("duplicate", "email"): 2}
    assert "stands in its way" in refusal(lambda: schema_changes.apply(change))


@pytest.mark.parametrize("member", ["alias_attributes", "username_attributes"])
def test_whoever_is_called_by_an_address_of_their_own_stands_in_nobodys_way(crowd: UserPool, member: str) -> None:
    people.confirmed(crowd, "dora@example.com", email="dora@example.com")
    wished: dict[str, Any] = {member: ["email"]}
    change = applied(crowd, wish(crowd, **wished))

    pool = fresh(crowd)
    assert (change.status, counts(change)) == (ChangeStatus.APPLIED, {})
    dora = users.get(pool, "dora@example.com")
    profile.update(dora, attributes={"email": "new@example.com", "email_verified": "true"})
    assert aliases.find(pool, "dora@example.com") == aliases.find(pool, "new@example.com") == dora
    profile.update(dora, attributes={"email": "dora@example.com", "email_verified": "true"})
    assert aliases.find(pool, "dora@example.com") == dora
    assert aliases.find(pool, "new@example.com") is None


def test_a_name_that_somebody_else_signs_in_by_stands_in_the_way(crowd: UserPool) -> None:
    people.confirmed(crowd, "dora", preferred_username="ann")

    assert counts(planned(crowd, wish(crowd, alias_attributes=["preferred_username"]))) == {
        ("duplicate", "preferred_username"): 1
    }


def test_a_username_that_is_preferred_too_stands_in_the_way_as_it_would_be_refused_later(crowd: UserPool) -> None:
    people.confirmed(crowd, "dora", preferred_username="dora")

    assert counts(planned(crowd, wish(crowd, alias_attributes=["preferred_username"]))) == {
        ("duplicate", "preferred_username"): 1
    }


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL hashes them instead")
def test_who_has_the_same_address_is_looked_up_in_its_index(crowd: UserPool) -> None:
    change = schema_changes.plan(fresh(crowd), wish(crowd, alias_attributes=["email"]))
    with CaptureQueriesContext(connection) as queries:
        runner.run(change.pk)

    [counted] = [query["sql"] for query in queries if "COUNT(*)" in query["sql"] and "EXISTS" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {counted}")
        plan = [row[-1] for row in cursor.fetchall()]
    assert [step for step in plan if "U0 USING" in step and "user_with_email (pool_id=? AND email=?" in step], plan


def test_addresses_become_usernames_and_old_usernames_go_on(crowd: UserPool) -> None:
    people.confirmed(crowd, "dora", email="", phone_number="")
    change = applied(crowd, wish(crowd, username_attributes=["email"]))

    pool = fresh(crowd)
    assert counts(change) == {("no_address", "email"): 1}
    assert aliases.find(pool, "ann@example.com") == aliases.find(pool, "ann") == users.get(pool, "ann")
    made = users.admin_create(pool, username="eve@example.com", attributes={})
    assert made.username == made.sub


def test_whoever_has_a_name_only_by_an_address_is_counted_before_it_is_none(db: None) -> None:
    pool = builders.pool("addresses", UsernameAttributes=["email"])
    people.confirmed(pool, "ann")
    users.admin_create(pool, username="unproved@example.com", attributes={})

    assert counts(planned(pool, wish(pool, username_attributes=[], alias_attributes=["email"])))[("no_name", "")] == 1
    assert counts(planned(pool, wish(pool, username_attributes=[])))[("no_name", "")] == 2


def test_unverified_names_go_when_usernames_become_aliases(db: None) -> None:
    pool = builders.pool("addresses", UsernameAttributes=["email"])
    users.admin_create(pool, username="unproved@example.com", attributes={})
    applied(pool, wish(pool, username_attributes=[], alias_attributes=["email"]))

    assert aliases.find(fresh(pool), "unproved@example.com") is None
    assert not UserAlias.objects.filter(attribute="email").exists()


def test_nobody_signs_in_by_a_name_that_is_still_coming(crowd: UserPool) -> None:
    change = planned(crowd, wish(crowd, alias_attributes=["email"]))
    schema_changes.apply(change)
    pool = fresh(crowd)
    new = people.confirmed(pool, "dora")

    assert UserAlias.objects.filter(user=new, attribute="email").exists()
    assert aliases.find(pool, "dora@example.com") is None
    worked(change)
    assert aliases.find(fresh(pool), "dora@example.com") == new


def test_who_signs_up_or_moves_meanwhile_with_an_old_picture_of_the_pool_is_named_all_the_same(crowd: UserPool) -> None:
    stale = fresh(crowd)
    ann = users.get(stale, "ann")
    change = planned(crowd, wish(crowd, alias_attributes=["email"], searchable_attributes=["custom:level"]))
    schema_changes.apply(change)
    steps.work(taken(change))  # everybody is done
    people.confirmed(stale, "dora", **{"custom:level": "9"})
    profile.update(ann, attributes={"email": "new@example.com", "email_verified": "true", "custom:level": "8"})
    lease.release(held_by_anybody(change))
    worked(change)

    pool = fresh(crowd)
    assert aliases.find(pool, "dora@example.com") == users.get(pool, "dora")
    assert aliases.find(pool, "new@example.com") == ann
    assert aliases.find(pool, "ann@example.com") is None
    assert [user.username for user in users.list_page(pool, filter='custom:level = "8"').items] == ["ann"]
    assert [user.username for user in users.list_page(pool, filter='custom:level = "9"').items] == ["dora"]


def held_by_anybody(change: SchemaChange) -> SchemaChange:
    return SchemaChange.objects.get(pk=change.pk)


def taken(change: SchemaChange) -> SchemaChange:
    held = lease.take(change.pk)
    assert held
    return held


def test_a_clash_that_comes_up_while_it_is_built_takes_everything_back(crowd: UserPool) -> None:
    change = planned(crowd, wish(crowd, alias_attributes=["email"], searchable_attributes=["custom:level"]))
    schema_changes.apply(change)
    # Before its row was reached somebody new took bert's address, as was still allowed.
    people.confirmed(crowd, "dora", email="bert@example.com")
    change = worked(change)

    pool = fresh(crowd)
    assert change.status == ChangeStatus.REFUSED
    assert change.message == runner.TAKEN
    assert counts(change) == {("duplicate", "email"): 2}
    assert (pool.alias_attributes, pool.coming) == ([], {})
    assert not UserAlias.objects.exclude(attribute="username").exists()
    assert not SearchValue.objects.exists()


def test_a_removed_attribute_goes_with_its_values_and_comes_back_with_them(crowd: UserPool) -> None:
    client = builders.client(crowd, ReadAttributes=["email", "custom:level"])
    change = planned(crowd, without(crowd, "custom:level"))
    assert counts(change) == {("loses", "custom:level"): 2, ("client_names_removed", ""): 1}
    schema_changes.apply(change)
    change = worked(change)

    assert "custom:level" not in fresh(crowd).schema_attributes
    assert "custom:level" not in users.get(fresh(crowd), "ann").attributes
    assert read_list(client) == ["email"]
    undone(change)
    assert users.get(fresh(crowd), "ann").attributes["custom:level"] == "7"
    assert read_list(client) == ["email", "custom:level"]
    assert not SetAsideValue.objects.exists()


def read_list(client: AppClient) -> list[str]:
    return list(app_clients.get(fresh(client.pool), client.id).settings["ReadAttributes"])


def test_a_client_that_would_be_left_with_an_empty_list_stands_in_the_way(crowd: UserPool) -> None:
    # An empty list allows everything.
    builders.client(crowd, ReadAttributes=["custom:level"])
    change = planned(crowd, without(crowd, "custom:level"))

    assert counts(change)[("client_left_with_nothing", "")] == 1
    assert "stands in its way" in refusal(lambda: schema_changes.apply(change))


def test_a_client_through_which_nobody_could_sign_up_is_named(crowd: UserPool) -> None:
    builders.client(crowd, "narrow", WriteAttributes=["email"])
    builders.client(crowd, "wide", WriteAttributes=["oidc:profile", "email"])

    found = schema_changes.findings(planned(crowd, wish(crowd, {"nickname": REQUIRED})))

    assert [one.examples for one in found if one.kind == "client_cannot_write"] == [[["narrow"]]]


def test_providers_that_fill_what_goes_or_freezes_are_named(crowd: UserPool) -> None:
    identity_providers.create(
        crowd,
        name="Google",
        provider_type="Google",
        details={"client_id": "a", "client_secret": "b", "authorize_scopes": "openid"},
        attribute_mapping={"custom:level": "level", "nickname": "name"},
    )

    removed = planned(crowd, without(crowd, "custom:level"))
    frozen = planned(crowd, wish(crowd, {"nickname": {"Mutable": False}}))

    assert counts(removed)[("provider_maps_removed", "custom:level")] == 1
    assert counts(frozen) == {("provider_maps_immutable", "nickname"): 1}


def test_settings_that_need_a_changeable_address_are_named(db: None) -> None:
    pool = builders.pool("verifying", AutoVerifiedAttributes=["email"])

    change = planned(pool, wish(pool, {"email": {"Mutable": False}}))

    assert [(one.kind, one.examples) for one in schema_changes.findings(change)] == [
        ("settings_need", [["verification by e-mail"]])
    ]


@pytest.mark.parametrize(
    ("shapes", "members", "words"),
    [
        ({"email": {"AttributeDataType": "Number"}}, {}, "You can not change AttributeDataType"),
        ({"sub": {"Mutable": True}}, {}, "You can not change Mutable"),
        ({"custom:level": REQUIRED}, {}, "Required custom attributes are not supported"),
        ({"custom:level": {"AttributeDataType": "Colour"}}, {}, "is of no type"),
        (
            {"custom:level": {"StringAttributeConstraints": {"MinLength": "9", "MaxLength": "1"}}},
            {},
            "MinLength is greater",
        ),
        ({"email": {"Name": "mail"}}, {}, "the standard ones always"),
        ({}, {"alias_attributes": ["email"], "username_attributes": ["email"]}, "Only one of"),
        ({}, {"alias_attributes": ["nickname"]}, "cannot sign in by nickname"),
        ({}, {"username_attributes": ["preferred_username"]}, "cannot sign in by preferred_username"),
        ({}, {"searchable_attributes": ["custom:none"]}, "cannot be made searchable"),
        ({}, {"searchable_attributes": ["email"]}, "cannot be made searchable"),
        ({}, {}, "Nothing was changed"),
    ],
)
def test_what_no_pool_can_be_is_refused_before_anything_is_counted(
    free: UserPool, shapes: dict[str, Any], members: dict[str, Any], words: str
) -> None:
    assert words in refusal(lambda: schema_changes.plan(free, wish(free, shapes, **members)))
    assert not SchemaChange.objects.exists()


def test_more_than_fifty_custom_attributes_are_refused(free: UserPool) -> None:
    now = Definition.of(free)
    more = [pool_schema.custom_shape({"Name": f"extra{number}"}) for number in range(50)]

    assert "at most 50" in refusal(lambda: schema_changes.plan(free, replace(now, schema=[*now.schema, *more])))


def test_a_pool_that_changed_since_the_plan_is_left_alone(crowd: UserPool) -> None:
    change = planned(crowd, wish(crowd, alias_attributes=["email"]))
    attributes.add_custom(fresh(crowd), [{"Name": "later", "AttributeDataType": "String"}])

    assert "changed meanwhile" in refusal(lambda: schema_changes.apply(change))
    assert fresh(crowd).coming == {}


def test_a_pool_that_changes_while_it_is_built_is_left_as_it_is_then(crowd: UserPool) -> None:
    change = planned(crowd, wish(crowd, alias_attributes=["email"]))
    schema_changes.apply(change)
    attributes.add_custom(fresh(crowd), [{"Name": "later", "AttributeDataType": "String"}])
    change = worked(change)

    assert change.status == ChangeStatus.REFUSED
    assert "changed meanwhile" in change.message
    assert "custom:later" in fresh(crowd).schema_attributes
    assert fresh(crowd).alias_attributes == []


def test_applying_twice_is_applying_once(crowd: UserPool) -> None:
    change = planned(crowd, wish(crowd, alias_attributes=["email"]))
    schema_changes.apply(change)
    schema_changes.apply(change)
    worked(change)
    assert schema_changes.apply(change).status == ChangeStatus.APPLIED
    assert worked(change).status == ChangeStatus.APPLIED
    assert UserAlias.objects.filter(attribute="email").count() == 3


def test_a_new_plan_takes_the_place_of_one_that_was_not_applied(crowd: UserPool) -> None:
    first = planned(crowd, wish(crowd, alias_attributes=["email"]))
    second = planned(crowd, wish(crowd, alias_attributes=["phone_number"]))

    assert schema_changes.get(crowd, first.pk).status == ChangeStatus.DISCARDED
    assert schema_changes.current(crowd) == second
    assert "not planned" in refusal(lambda: schema_changes.apply(first))


def test_a_change_that_is_being_applied_makes_way_for_none(crowd: UserPool) -> None:
    change = planned(crowd, wish(crowd, alias_attributes=["email"]))
    schema_changes.apply(change)

    assert "being applied" in refusal(lambda: schema_changes.plan(fresh(crowd), wish(crowd, {"nickname": REQUIRED})))
    assert "Only a plan" in refusal(lambda: schema_changes.discard(change))


def test_only_the_latest_change_is_undone(crowd: UserPool) -> None:
    first = applied(crowd, wish(crowd, alias_attributes=["email"]))
    applied(crowd, wish(crowd, {"nickname": REQUIRED}))

    assert "Undo the later change first" in refusal(
        lambda: schema_changes.undo(schema_changes.get(fresh(crowd), first.pk))
    )


def test_what_was_not_applied_is_not_undone(crowd: UserPool) -> None:
    change = planned(crowd, wish(crowd, alias_attributes=["email"]))

    assert "was applied" in refusal(lambda: schema_changes.undo(change))


def test_an_import_and_a_change_keep_out_of_each_others_way(crowd: UserPool) -> None:
    change = planned(crowd, wish(crowd, alias_attributes=["email"]))
    job = imports.started(crowd, imports.file_of(crowd, imports.line(crowd, "dora")))
    assert "imported" in refusal(lambda: schema_changes.apply(change))
    import_jobs.stop(crowd, job.job_id)

    schema_changes.apply(change)
    waiting = imports.waiting(crowd, imports.file_of(crowd, imports.line(crowd, "eve")))
    with pytest.raises(PreconditionNotMetException):
        import_jobs.start(crowd, waiting.job_id)


def test_another_pool_knows_nothing_of_a_change(crowd: UserPool) -> None:
    change = planned(crowd, wish(crowd, alias_attributes=["email"]))
    other = builders.pool("other")

    assert "does not exist" in refusal(lambda: schema_changes.get(other, change.pk))
    assert schema_changes.list_page(other, limit=5).items == []
    assert schema_changes.current(other) is None


def test_changes_are_listed_newest_first_page_by_page(crowd: UserPool) -> None:
    made = [planned(crowd, wish(crowd, {"nickname": {"Mutable": False}})) for _ in range(3)]
    first = schema_changes.list_page(crowd, limit=2)
    second = schema_changes.list_page(crowd, limit=2, after=first.marker)

    assert [*first.items, *second.items] == made[::-1]
    assert second.marker is None


@pytest.mark.parametrize("killed_after", range(1, 9))
def test_a_worker_that_dies_after_any_batch_leaves_work_that_goes_on(
    crowd: UserPool, killed_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # checklist 76
    monkeypatch.setattr(steps, "SIZE", 1)
    monkeypatch.setattr(steps, "SIZE_ON_SQLITE", 1)
    change = planned(crowd, wish(crowd, alias_attributes=["email"], searchable_attributes=["custom:level"]))
    schema_changes.apply(change)
    held = taken(change)
    for _ in range(killed_after):
        steps.work(held)
    lease.release(held_by_anybody(change))
    change = worked(change)

    assert change.status == ChangeStatus.APPLIED
    assert UserAlias.objects.filter(attribute="email").count() == 3
    assert SearchValue.objects.count() == 2


def test_a_worker_that_was_overtaken_does_nothing(crowd: UserPool) -> None:
    change = planned(crowd, wish(crowd, alias_attributes=["email"]))
    schema_changes.apply(change)
    slow = taken(change)
    lease.release(held_by_anybody(change))
    worked(change)

    assert steps.work(slow) is False
    assert UserAlias.objects.filter(attribute="email").count() == 3


def test_a_batch_that_fails_changes_nothing(crowd: UserPool, monkeypatch: pytest.MonkeyPatch) -> None:
    change = planned(crowd, wish(crowd, alias_attributes=["email"]))
    schema_changes.apply(change)
    monkeypatch.setattr(steps, "_PROGRESS", ("no such field",))
    with pytest.raises(ValueError, match="no such field"):
        runner.run(change.pk)
    monkeypatch.undo()

    assert not UserAlias.objects.filter(attribute="email").exists()
    assert worked(change).status == ChangeStatus.APPLIED


def test_what_comes_no_further_before_it_is_in_force_is_taken_back(crowd: UserPool) -> None:
    change = planned(crowd, wish(crowd, alias_attributes=["email"]))
    schema_changes.apply(change)
    SchemaChange.objects.update(attempts=lease.MOST_ATTEMPTS)
    runner.wake()
    change = worked(change)

    assert (change.status, change.message) == (ChangeStatus.REFUSED, runner.BROKEN)
    assert fresh(crowd).coming == {}


def test_a_plan_that_cannot_be_counted_ends(crowd: UserPool) -> None:
    change = schema_changes.plan(crowd, wish(crowd, alias_attributes=["email"]))
    SchemaChange.objects.update(attempts=lease.MOST_ATTEMPTS)
    runner.wake()

    assert schema_changes.get(crowd, change.pk).status == ChangeStatus.REFUSED
    assert schema_changes.current(crowd) is None


def test_nothing_of_a_change_is_told_on_the_wire(cognito_idp: Any, crowd: UserPool) -> None:
    applied(crowd, wish(crowd, alias_attributes=["email"], searchable_attributes=["custom:level"]))

    told = cognito_idp.describe_user_pool(UserPoolId=crowd.id)["UserPool"]

    assert told["AliasAttributes"] == ["email"]
    assert not {"SearchableAttributes", "searchable_attributes", "coming", "Coming"} & set(told)


def test_a_definition_is_told_apart_by_what_is_in_it(free: UserPool) -> None:
    assert wish(free) == Definition.of(free)
    with pytest.raises(InvalidParameterException):
        schema_changes.plan(free, wish(free))


def test_a_change_that_concerns_no_users_rows_goes_over_none(crowd: UserPool) -> None:
    change = planned(crowd, wish(crowd, {"nickname": REQUIRED}))
    schema_changes.apply(change)
    with CaptureQueriesContext(connection) as asked:
        runner.run(change.pk)

    assert schema_changes.get(crowd, change.pk).status == ChangeStatus.APPLIED
    assert not [query for query in asked.captured_queries if '"accounts_user"."id" >' in query["sql"]]
