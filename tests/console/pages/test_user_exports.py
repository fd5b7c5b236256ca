"""Users as a CSV file: asked for in the console, written by workers, harmless to spreadsheets (checklist 71)."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import schema_changes, user_exports
from accounts.exports import lines, runner
from accounts.models import UserExport, UserExportPiece
from accounts.models.user_export import ExportStatus
from pools.core.errors import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from pools.models import UserPool
from tests.accounts.api.test_searchable_attributes import make_searchable
from tests.support import builders, people
from tests.support.clock import Clock


@pytest.fixture
def staff(db: None) -> UserPool:
    pool = builders.pool("staff", Schema=[{"Name": "team", "AttributeDataType": "String"}])
    people.confirmed(pool, "ann", name='=HYPERLINK("http://evil")', **{"custom:team": "a, b"})
    people.confirmed(pool, "bert", name="Bjørn\nsecond line", phone_number="+15555550100")
    people.invited(pool, "carl")
    return pool


def rows(export: UserExport) -> list[dict[str, str]]:
    text = b"".join(user_exports.content(export)).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(keepends=True)))


def written(pool: UserPool, text: str = "") -> UserExport:
    export = user_exports.create(pool, filter=text)
    runner.run(export.pk)
    return user_exports.get(pool, export.pk)


def url(route: str, pool: UserPool, *more: Any) -> str:
    return reverse(f"console:{route}", args=[pool.id, *more])


def test_a_file_has_every_user_with_every_attribute_and_no_secret(staff: UserPool) -> None:
    [ann, bert, carl] = rows(written(staff))

    assert (ann["username"], ann["custom:team"], ann["email_verified"], ann["enabled"]) == (
        "ann",
        "a, b",
        "true",
        "true",
    )
    assert bert["name"] == "Bjørn\nsecond line"
    assert carl["status"] == "FORCE_CHANGE_PASSWORD"
    assert not {"password", "srp_salt", "srp_verifier"} & set(ann)


def test_what_a_spreadsheet_would_reckon_with_begins_with_a_quotation_mark(staff: UserPool) -> None:
    # checklist 71
    [ann, bert, _] = rows(written(staff))

    assert ann["name"] == '\'=HYPERLINK("http://evil")'
    assert bert["phone_number"] == "'+15555550100"


@pytest.mark.once
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_every_dangerous_sign_is_seen_at_the_beginning_only(sign: str) -> None:
    assert lines.harmless(f"{sign}1") == f"'{sign}1"
    assert lines.harmless(f"1{sign}") == f"1{sign}"


@pytest.mark.once
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])  # noqa: RUF001
@pytest.mark.parametrize("apart", [";", "\t", "\r\n", "; "])
def test_no_separator_of_another_language_makes_a_formula_of_the_rest(sign: str, apart: str) -> None:
    # checklist 71
    assert lines.harmless(f"Ann{apart}{sign}1+1") == f"Ann{apart}'{sign}1+1"


@pytest.mark.once
def test_what_no_spreadsheet_reckons_with_stays_as_it_is() -> None:
    assert lines.harmless("Ann; Bert, +1, a-b=c\nsecond line") == "Ann; Bert, +1, a-b=c\nsecond line"


@pytest.mark.once
def test_the_header_is_harmless_too() -> None:
    assert lines.header(["username", "custom:=x"]) == b"\xef\xbb\xbfusername,custom:=x\r\n"


def test_a_filter_chooses_who_is_in_the_file(staff: UserPool) -> None:
    assert [row["username"] for row in rows(written(staff, 'username ^= "b"'))] == ["bert"]


def test_another_pool_is_not_in_the_file(staff: UserPool) -> None:
    people.confirmed(builders.pool("other"), "zoe")

    assert len(rows(written(staff))) == 3


def test_a_filter_that_is_none_is_refused_at_once(staff: UserPool) -> None:
    with pytest.raises(InvalidParameterException):
        user_exports.create(staff, filter="name is ann")
    assert not UserExport.objects.exists()


def test_a_worker_that_dies_is_followed_by_another_without_a_line_twice(
    staff: UserPool, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    # checklist 76
    monkeypatch.setattr(runner, "PAGE", 1)
    export = user_exports.create(staff)
    dead = runner._take(export.pk)
    assert dead
    runner._write_page(dead)
    runner.run(export.pk)
    assert user_exports.get(staff, export.pk).done == 1
    clock.advance(minutes=3)
    runner.run(export.pk)

    assert [row["username"] for row in rows(user_exports.get(staff, export.pk))] == ["ann", "bert", "carl"]
    assert runner._write_page(dead) is False


def test_an_export_that_comes_no_further_ends_and_leaves_nothing(staff: UserPool) -> None:
    export = user_exports.create(staff)
    UserExport.objects.update(attempts=runner.MOST_ATTEMPTS)
    runner.wake()

    assert user_exports.get(staff, export.pk).status == ExportStatus.FAILED
    with pytest.raises(ResourceNotFoundException):
        user_exports.content(user_exports.get(staff, export.pk))


def test_an_export_by_an_attribute_that_is_searched_no_more_fails(staff: UserPool) -> None:
    pool = make_searchable(staff, "custom:team")
    export = user_exports.create(pool, filter='custom:team ^= "a"')
    make_searchable(pool)
    runner.run(export.pk)

    assert user_exports.get(pool, export.pk).status == ExportStatus.FAILED
    assert schema_changes.current(pool) is None


def test_files_are_kept_for_a_day_and_only_ten_of_them(staff: UserPool, clock: Clock) -> None:
    for _ in range(user_exports.MOST):
        export = written(staff)
    with pytest.raises(LimitExceededException):
        user_exports.create(staff)
    clock.advance(hours=25)
    with pytest.raises(ResourceNotFoundException):
        user_exports.get(staff, export.pk)
    user_exports.tidy()

    assert not UserExportPiece.objects.exists()


def test_a_file_is_sealed_in_the_database(staff: UserPool) -> None:
    written(staff)
    field = UserExportPiece._meta.get_field("content")

    assert type(field).__name__ == "SealedField"


def test_the_console_exports_what_the_users_page_shows(console: Client, staff: UserPool, operator: Any) -> None:
    page = console.get(f"{url('users', staff)}?property=username&operator=%5E%3D&value=b").content.decode()
    link = f"{url('user_exports', staff)}?property=username&amp;operator=%5E%3D&amp;value=b"
    assert link in page
    console.post(link.replace("&amp;", "&"), {"csrfmiddlewaretoken": "any"})
    [export] = user_exports.of_pool(staff)
    assert b"Running" in console.get(url("user_exports", staff)).content
    runner.run(export.pk)

    answer = console.get(url("user_export_download", staff, export.pk))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    assert b"bert" in answer.getvalue()
    assert export.made_by == operator.email


def test_a_file_that_is_not_ready_cannot_be_downloaded(console: Client, staff: UserPool) -> None:
    export = user_exports.create(staff)

    assert console.get(url("user_export_download", staff, export.pk)).status_code == 404


def test_an_export_can_be_deleted(console: Client, staff: UserPool) -> None:
    export = written(staff)
    console.post(url("user_export_delete", staff, export.pk), {"csrfmiddlewaretoken": "any"})

    assert user_exports.of_pool(staff) == []
    assert not UserExportPiece.objects.exists()


def test_more_than_ten_exports_are_refused_on_the_page(console: Client, staff: UserPool) -> None:
    for _ in range(user_exports.MOST):
        user_exports.create(staff)

    answer = console.post(url("user_exports", staff), {"csrfmiddlewaretoken": "any"})
    assert b"Delete one first." in answer.content
