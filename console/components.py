"""Template components that wrap: `{% container "Users" %}{% slot "actions" %}…{% endslot %}…{% endcontainer %}`.

A slot is taken out of its component while the template is compiled, so components nest freely.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.template.loader import get_template
from django.utils.safestring import SafeString

Compiler = Callable[[Parser, Token], Node]


class SlotNode(Node):
    """A named part of the component around it."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:  # noqa: ARG002  Django's signature
        raise TemplateSyntaxError(f"The slot {self.name!r} must stand directly inside a component.")


class ComponentNode(Node):
    """Renders the component's own template with its arguments, its slots and `content`, and nothing else."""

    def __init__(
        self, template: str, *, arguments: dict[str, FilterExpression], slots: list[SlotNode], nodelist: NodeList
    ) -> None:
        self.template = template
        self.arguments = arguments
        self.slots = slots
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        values: dict[str, Any] = {name: value.resolve(context) for name, value in self.arguments.items()}
        values |= {slot.name: slot.nodelist.render(context) for slot in self.slots}
        values["content"] = self.nodelist.render(context)
        return SafeString(get_template(self.template).render(values))


def wrapping(name: str, *parameters: str) -> Compiler:
    """The compiler of a component that lives in components/<name>.html and takes these parameters in this order."""

    def compile_component(parser: Parser, token: Token) -> ComponentNode:
        arguments = read_arguments(parser, token, parameters)
        nodelist = parser.parse((f"end{name}",))
        parser.delete_first_token()
        slots = [node for node in nodelist if isinstance(node, SlotNode)]
        content = NodeList(node for node in nodelist if not isinstance(node, SlotNode))
        return ComponentNode(f"components/{name}.html", arguments=arguments, slots=slots, nodelist=content)

    return compile_component


def read_arguments(parser: Parser, token: Token, parameters: tuple[str, ...]) -> dict[str, FilterExpression]:
    tag, *bits = token.split_contents()
    arguments: dict[str, FilterExpression] = {}
    for position, bit in enumerate(bits):
        name, equals, value = bit.partition("=")
        if not (equals and name.isidentifier()):
            name, value = (parameters[position] if position < len(parameters) else bit), bit
        if name not in parameters or name in arguments:
            raise TemplateSyntaxError(f"{tag} takes {', '.join(parameters) or 'nothing'}; {bit!r} does not fit.")
        arguments[name] = parser.compile_filter(value)
    return arguments


def compile_slot(parser: Parser, token: Token) -> SlotNode:
    _, name = token.split_contents()
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(name.strip("\"'"), nodelist)
