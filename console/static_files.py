"""Static files by hashed names once they are collected, by their plain names before."""

from __future__ import annotations

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """A page works at the first start and in tests, when nothing has been collected."""

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002  Django's own signature
        if name and self.hash_key(self.clean_name(name)) not in self.hashed_files:
            return StaticFilesStorage.url(self, name)
        return str(super().url(name, force=force))
