"""The style sheet of a look, made of colours, numbers and file names that were read one by one; of nothing else."""

from accounts.hosted.look import MODES, Look
from pools import branding_defaults, branding_files, branding_palette

_PALETTE_MODES = dict(zip(MODES, branding_defaults.MODES, strict=True))
_LARGEST_RADIUS = 60
_CORNERS = (
    ("radius", "componentClasses.buttons.borderRadius"),
    ("radius-field", "componentClasses.input.borderRadius"),
    ("radius-card", "components.form.borderRadius"),
    ("radius-message", "components.alert.borderRadius"),
)
_HEIGHTS = {"COMPACT": "2.5rem", "REGULAR": "3rem", "SPACIOUS": "3.5rem"}
# Selector, category, the switch that shows it, and what lies above it so that text there can be read.
_IMAGES = (
    (".page", "PAGE_BACKGROUND", "components.pageBackground.image.enabled", ""),
    (".card", "FORM_BACKGROUND", "components.form.backgroundImage.enabled", "card"),
    (".bar-header", "PAGE_HEADER_BACKGROUND", "components.pageHeader.backgroundImage.enabled", ""),
    (".bar-footer", "PAGE_FOOTER_BACKGROUND", "components.pageFooter.backgroundImage.enabled", ""),
)
_VEIL = "d9"  # 85 %


def name_of(look: Look) -> str:
    """The file's name, which changes with its content."""
    return f"{branding_files.digest(css(look))}.css"


def css(look: Look) -> str:
    """The whole sheet; it comes after the pages' own and overrules their tokens."""
    first, *second = look.modes
    sheet = _mode(look, first) + _shape(look)
    for mode in second:
        sheet += f"@media (prefers-color-scheme: dark) {{\n{_mode(look, mode)}}}\n"
    return sheet


def has_image(look: Look, category: str) -> bool:
    """Whether an image of this category is there and switched on."""
    switch = next(path for _, name, path, _ in _IMAGES if name == category)
    return branding_defaults.flag(look.settings, switch) and any(look.image(category, mode) for mode in look.modes)


def _mode(look: Look, mode: str) -> str:
    palette = branding_palette.of(look.settings, _PALETTE_MODES[mode])
    tokens = "".join(f"  --{name}: {colour};\n" for name, colour in palette.colours.items())
    scheme = "light dark" if len(look.modes) > 1 else mode.lower()
    return f":root {{\n  color-scheme: {scheme};\n{tokens}}}\n" + _images(look, mode, palette.colours)


def _images(look: Look, mode: str, colours: dict[str, str]) -> str:
    rules = ""
    for selector, category, switch, veil in _IMAGES:
        name = look.image(category, mode)
        if name and branding_defaults.flag(look.settings, switch):
            over = f"linear-gradient({colours[veil]}{_VEIL} 0 0), " if veil else ""
            rules += f'{selector} {{\n  background-image: {over}url("{name}");\n}}\n'
    return rules


def _shape(look: Look) -> str:
    corners = "".join(
        f"  --{name}: {branding_defaults.number(look.settings, path, most=_LARGEST_RADIUS)}px;\n"
        for name, path in _CORNERS
    )
    density = branding_defaults.choice(look.settings, "categories.global.spacingDensity", tuple(_HEIGHTS))
    return f":root {{\n{corners}  --height: {_HEIGHTS[density]};\n}}\n"
