"""The building blocks of pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError

from console.page import ConsoleForm
from console.rendering import Tiles
from pools.core import clock


def draw(source: str, /, **values: object) -> str:
    return Template("{% load cloudscape %}" + source).render(Context(values))


def test_a_component_takes_slots_and_content() -> None:
    html = draw(
        '{% container "Users" counter=3 %}{% slot "actions" %}<b>do</b>{% endslot %}<i>rows</i>{% endcontainer %}'
    )
    assert '<div class="actions"><b>do</b></div>' in html
    assert "<i>rows</i>" in html
    assert "(<span data-selected-count></span>3)" in html


def test_components_nest() -> None:
    inner = '{% container "Inner" %}{% slot "actions" %}inner act{% endslot %}{% endcontainer %}'
    html = draw('{% container "Outer" %}{% slot "actions" %}outer act{% endslot %}' + inner + "{% endcontainer %}")
    assert html.count("outer act") == 1
    assert html.index("outer act") < html.index("Inner") < html.index("inner act")


def test_an_argument_that_does_not_exist_fails_at_once() -> None:
    with pytest.raises(TemplateSyntaxError, match="container takes title"):
        draw('{% container colour="red" %}{% endcontainer %}')


def test_a_slot_outside_a_component_fails() -> None:
    with pytest.raises(TemplateSyntaxError, match="directly inside a component"):
        draw('{% slot "actions" %}{% endslot %}')


@pytest.mark.parametrize(
    "tag",
    [
        "{% copyable text text %}",
        "{% status 'success' text %}",
        "{% badge text %}",
        "{% button text %}",
        "{% button_link text text %}",
        "{% secret text text %}",
        "{% select_box text text text %}",
        "{% tab text text %}",
        "{% crumb text text %}",
        "{% container text description=text %}{% endcontainer %}",
        "{% pair text %}{{ text }}{% endpair %}",
    ],
)
def test_what_people_typed_is_escaped(tag: str) -> None:
    # checklist 51
    html = draw(tag, text='x" onclick="y"><script>alert(\'x\')</script>')
    assert "<script>" not in html
    assert 'onclick="' not in html


def test_a_pair_without_a_value_says_none() -> None:
    assert 'class="sr">None' in draw('{% pair "Name" %}{{ name }}{% endpair %}', name="")


def test_a_recent_moment_is_told_as_a_distance() -> None:
    assert ">3 minutes ago</time>" in draw("{% timestamp at %}", at=clock.now() - timedelta(minutes=3, seconds=5))
    assert ">1 hour ago</time>" in draw("{% timestamp at %}", at=clock.now() - timedelta(minutes=65))


def test_an_older_moment_is_told_as_a_date() -> None:
    html = draw("{% timestamp at %}", at=datetime(2024, 3, 5, 9, 7, tzinfo=UTC))
    assert 'title="Mar 5, 2024, 09:07 (UTC+00:00)">Mar 5, 2024, 09:07</time>' in html


class SampleForm(ConsoleForm):
    name = forms.CharField(help_text="As people say it.")
    note = forms.CharField(required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=Tiles({"a": ("globe", "One"), "b": ("lock", "Two")})
    )
    agreed = forms.BooleanField()


def test_a_field_is_tied_to_its_help_and_its_error() -> None:
    html = SampleForm({"kind": "a"})["name"].as_field_group()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert "Enter a value." in html


def test_only_what_may_stay_empty_is_marked_optional() -> None:
    form = SampleForm()
    assert "- optional" in form["note"].as_field_group()
    assert "- optional" not in form["name"].as_field_group()


def test_tiles_are_radios_in_a_fieldset() -> None:
    html = SampleForm({"kind": "b"})["kind"].as_field_group()
    assert "<legend>" in html
    assert html.count('type="radio"') == 2
    assert html.count("checked") == 1
