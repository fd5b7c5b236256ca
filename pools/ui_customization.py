"""Logo and CSS of the classic pages, for a pool or for one app client."""

import re

from django.db import IntegrityError, transaction

from pools import images
from pools.core import clock
from pools.core.errors import InvalidParameterException
from pools.models import AppClient, Domain, UICustomization, UserPool

_LARGEST_IMAGE = 100 * 1024
_IMAGES = ("PNG", "JPEG")
CLASSES = (
    "background-customizable",
    "banner-customizable",
    "errorMessage-customizable",
    "idpButton-customizable",
    "idpButton-customizable:hover",
    "idpDescription-customizable",
    "inputField-customizable",
    "inputField-customizable:focus",
    "label-customizable",
    "legalText-customizable",
    "logo-customizable",
    "passwordCheck-notValid-customizable",
    "passwordCheck-valid-customizable",
    "redirect-customizable",
    "socialButton-customizable",
    "submitButton-customizable",
    "submitButton-customizable:hover",
    "textDescription-customizable",
)
"""AWS: the only selectors that a customization may have."""

_RULE = re.compile(r"\s*\.(?P<name>[\w:-]+)\s*\{(?P<body>[^{}]*)\}\s*")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Nothing that loads from elsewhere or leaves its declaration (checklist 56).
_FORBIDDEN = re.compile(r"@|url\s*\(|expression|javascript:|<|\\|position\s*:\s*fixed", re.IGNORECASE)


def put(
    pool: UserPool, *, client: AppClient | None, css: str | None = None, image: bytes | None = None
) -> UICustomization:
    """Set the look; what is left out is none.

    Raises:
        InvalidParameterException: the pool has no domain, the CSS has other selectors than the classes of the pages
            or could load something, or the image is no PNG or JPEG of at most 100 KB.
    """
    if not Domain.objects.filter(pool=pool).exists():
        raise InvalidParameterException("There has to be an existing domain associated with this user pool.")
    check_css(css or "")
    extension = _check_image(image) if image else ""
    now = clock.now()
    values = {
        "css": css or "",
        "css_version": now.strftime("%Y%m%d%H%M%S"),
        "image": image,
        "image_extension": extension,
        "updated_at": now,
    }
    try:
        with transaction.atomic():
            found, _ = UICustomization.objects.update_or_create(
                pool=pool, client=client, defaults=values, create_defaults={**values, "created_at": now}
            )
    except IntegrityError:  # another request was first
        UICustomization.objects.filter(pool=pool, client=client).update(**values)
        found = UICustomization.objects.get(pool=pool, client=client)
    return found


def find(pool: UserPool, *, client: AppClient | None) -> UICustomization | None:
    """What was set for the client, else for the pool; nothing when neither was."""
    own = UICustomization.objects.filter(pool=pool, client=client).first()
    return own or UICustomization.objects.filter(pool=pool, client=None).first()


def check_css(css: str) -> None:
    """Refuse CSS that is more than declarations for the pages' own classes.

    Raises:
        InvalidParameterException: with what is wrong.
    """
    plain = _COMMENT.sub("", css)
    if _FORBIDDEN.search(plain):
        raise InvalidParameterException("CSS validation failed: it may not load anything from elsewhere.")
    position = 0
    while position < len(plain.rstrip()):
        rule = _RULE.match(plain, position)
        if rule is None:
            raise InvalidParameterException("CSS validation failed: it cannot be read.")
        if rule["name"] not in CLASSES:
            raise InvalidParameterException(f"CSS validation failed: {rule['name'][:64]} is no class of the pages.")
        position = rule.end()


def _check_image(image: bytes) -> str:
    kind = images.kind(image)
    if kind not in _IMAGES or len(image) > _LARGEST_IMAGE:
        raise InvalidParameterException("The image must be a PNG or JPEG of at most 100 KB.")
    return kind
