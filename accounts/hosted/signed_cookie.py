"""A cookie by which one hosted page leaves something for the next: signed, short-lived, and of one pool."""

from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.oauth.place import Place

Left = TypeVar("Left")


@dataclass(frozen=True)
class SignedCookie(Generic[Left]):
    """What it is called, and what is left in it.

    Attributes:
        name: of the cookie.
        kind: a dataclass of texts, each with a default.
        salt: of its signature, to which the pool's id is added.
        seconds: how long it is good.
    """

    name: str
    kind: type[Left]
    salt: str
    seconds: int

    def read(self, request: HttpRequest, here: Place) -> Left:
        """What the last page left; nothing when it is old, altered or of another pool."""
        signed = request.COOKIES.get(self.name, "")
        try:
            return self.kind(**signing.loads(signed, salt=self._salt(here), max_age=self.seconds))
        except (signing.BadSignature, TypeError):
            return self.kind()

    def write(self, request: HttpRequest, response: HttpResponse, here: Place, left: Left) -> None:
        """Leave this for the next page."""
        kept: Any = left
        values = {name: str(value) for name, value in asdict(kept).items()}  # texts in the person's language by now
        response.set_cookie(
            self.name,
            signing.dumps(values, salt=self._salt(here), compress=True),
            max_age=self.seconds,
            path=here.cookie_path,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )

    def clear(self, response: HttpResponse, here: Place) -> None:
        """Forget it: it was said, or is of no use any more."""
        response.delete_cookie(self.name, path=here.cookie_path, samesite="Lax")

    def _salt(self, here: Place) -> str:
        return f"{self.salt}.{here.pool.id}"
