"""Whether everybody can use a page: axe-core's rules, and that nothing sticks out sideways."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.support.requirements import NODE_MODULES

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async ({ only, within }) => {
  const found = await axe.run(within, { runOnly: only, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\\n  ${node.target.join(" ")}\\n  ${node.html}\\n  ${node.failureSummary}`));
}"""
_STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const outside = (element) => {
    const { left, right } = element.getBoundingClientRect();
    return left < -1 || right > width + 1;
  };
  return [...document.querySelectorAll("body *")].filter(outside).map((element) => element.outerHTML.slice(0, 120));
}"""

_WATCH = """() => {
  const shown = (element) => element.checkVisibility() && element.tabIndex >= 0 && !element.disabled;
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(shown);
  const drawn = ({ outlineStyle, outlineWidth, boxShadow, borderColor }) =>
    [outlineStyle, outlineWidth, boxShadow, borderColor].join();
  // A field may be marked by what is drawn around it.
  const look = (element) => [...element.parentElement.children, element.parentElement]
    .map((one) => drawn(getComputedStyle(one))).join();
  document.body.tabIndex = -1;
  document.body.focus();
  const before = stops.map(look);
  window.visited = [];
  window.unseen = [];
  document.addEventListener("focusin", ({ target }) => {
    const at = stops.indexOf(target);
    visited.push(at);
    if (at >= 0 && look(target) === before[at]) unseen.push(target.outerHTML.slice(0, 120));
  });
  return { stops: stops.length, within: document.querySelectorAll("input[type=date]").length * 3 };
}"""


def assert_reachable(page: Page, where: str) -> None:
    """Tab reaches whatever can be used, in its order on the page, and shows where it is (WCAG 2.1.1, 2.4.3, 2.4.7)."""
    found: dict[str, int] = page.evaluate(_WATCH)
    for _ in range(found["stops"] + found["within"]):
        page.keyboard.press("Tab")
    visited: list[int] = page.evaluate("visited")
    unseen: list[str] = page.evaluate("unseen")
    assert visited[: found["stops"]] == list(range(found["stops"])), f"{where}: Tab goes another way, {visited}"
    assert not unseen, "\n".join([f"{where}: nobody sees that these have the focus", *unseen])


def assert_accessible(page: Page, where: str, *, within: str = "html") -> None:
    """No rule of WCAG 2.2 A and AA, nor one of axe's own good practice, is broken.

    Args:
        page: what is open.
        where: how it is looked at, for whoever reads the failure.
        within: a selector of the part that is looked at.
    """
    _assert_none(_run(page, {"type": "tag", "values": TAGS}, within), where)


def assert_readable(page: Page, where: str) -> None:
    """As `assert_accessible`, of what colours and widths may change alone."""
    _assert_none(_run(page, {"type": "rule", "values": ["color-contrast", "target-size"]}, "html"), where)


def assert_fits(page: Page, where: str) -> None:
    """The page can be read without moving it sideways (WCAG 1.4.10)."""
    sticking_out: Any = page.evaluate(_STICKING_OUT)
    assert not sticking_out, "\n".join([f"{where}: wider than the screen", *sticking_out])


def bring_axe(page: Page) -> None:
    """Put axe-core into the page that is open; page scripts' policy does not bind what a test evaluates."""
    page.evaluate(_axe())


def _run(page: Page, only: dict[str, Any], within: str) -> list[str]:
    violations: list[str] = page.evaluate(_RUN, {"only": only, "within": within})
    return violations


@cache
def _axe() -> str:
    return (NODE_MODULES / "axe-core/axe.min.js").read_text()


def _assert_none(violations: list[str], where: str) -> None:
    assert not violations, "\n".join([f"{where}: {len(violations)} found by axe", *violations])
