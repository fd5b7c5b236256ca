"""The look of an app client's login pages: mode, layout, colours, corners, logo, icon."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator

from console.forms.revisions import RevisedForm

MODES = (("DYNAMIC", "Follow device"), ("LIGHT", "Light"), ("DARK", "Dark"))
LAYOUTS = (("END", "Form after the brand"), ("START", "Form before the brand"), ("CENTER", "Form in the middle"))
IMAGE_HELP = "SVG, PNG, JPEG or WebP up to 1 MB. An SVG may only draw: no scripts, styles, links or embedded images."
ICON_HELP = "SVG or ICO up to 1 MB."
LARGEST_IMAGE = 1_000_000


class ColourField(forms.CharField):
    """A colour as browsers' pickers have it."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            widget=forms.ColorInput(attrs={"class": "input-color"}),
            validators=[RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", "Enter # and six hexadecimal digits, such as #0b6b57.")],
        )


class ManagedLoginForm(RevisedForm):
    """What an operator changes most; everything else of the style stays as it is."""

    mode = forms.ChoiceField(label="Display mode", choices=MODES, widget=forms.RadioSelect)
    layout = forms.ChoiceField(
        label="Layout",
        choices=LAYOUTS,
        widget=forms.RadioSelect,
        help_text="A page background image, set through the API, takes the whole page.",
    )
    radius = forms.IntegerField(label="Corner radius", min_value=0, max_value=60, help_text="0 to 60 pixels.")
    brand_light = ColourField("Brand color, light")
    brand_dark = ColourField("Brand color, dark")
    link_light = ColourField("Link color, light")
    link_dark = ColourField("Link color, dark")
    page_light = ColourField("Page background, light")
    page_dark = ColourField("Page background, dark")
    form_light = ColourField("Form background, light")
    form_dark = ColourField("Form background, dark")
    logo = forms.FileField(label="Logo", required=False, widget=forms.FileInput, help_text=IMAGE_HELP)
    logo_dark = forms.FileField(label="Logo for the dark", required=False, widget=forms.FileInput, help_text=IMAGE_HELP)
    without_logo = forms.BooleanField(label="Remove the logo", required=False)
    favicon = forms.FileField(label="Browser icon", required=False, widget=forms.FileInput, help_text=ICON_HELP)
    without_favicon = forms.BooleanField(label="Remove the browser icon", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("logo", "logo_dark", "favicon"):
            sent = cleaned.get(name)
            if isinstance(sent, UploadedFile) and (sent.size or 0) > LARGEST_IMAGE:
                self.add_error(name, "Choose an image of up to 1 MB.")
        return cleaned

    def colours(self, mode: str) -> list[Any]:
        """The fields of a mode, `light` or `dark`, for the template."""
        return [self[f"{name}_{mode}"] for name in ("brand", "link", "page", "form")]
