"""The device behind a User-Agent header in a few words: "Chrome on Windows". No more is read out of it than that."""

import re

UNKNOWN = "Unknown"

# The first that is found counts: nearly every browser also names those that it wants to be taken for.
_PROGRAMS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Version/[\d.]+ .*Safari/"),
    ("AWS CLI", r"aws-cli/"),
    ("boto3", r"Boto3/"),
    ("AWS SDK for JavaScript", r"aws-sdk-(?:js|nodejs)"),
    ("AWS SDK for Java", r"aws-sdk-java"),
    ("AWS SDK for Go", r"aws-sdk-go"),
    ("AWS SDK for .NET", r"aws-sdk-dotnet"),
    ("AWS SDK for Swift", r"aws-sdk-swift"),
    ("AWS SDK for Kotlin", r"aws-sdk-kotlin"),
    ("Amplify", r"aws-amplify|amplify-"),
    ("An Android app", r"okhttp/|Dalvik/"),
    ("An Apple app", r"CFNetwork/"),
    ("curl", r"curl/"),
    ("Python", r"python-requests/|python-httpx/|Python-urllib/"),
    ("Go", r"Go-http-client/"),
    ("Node.js", r"\bnode\b|undici"),
)
_SYSTEMS = (
    ("iPadOS", r"iPad"),
    ("iOS", r"iPhone|iPod|\bos/ios"),
    ("Android", r"Android|\bos/android"),
    ("ChromeOS", r"CrOS"),
    ("Windows", r"Windows|\bos/windows"),
    ("macOS", r"Macintosh|Mac OS X|Darwin|\bos/(?:macos|darwin)"),
    ("Linux", r"Linux|X11|\bos/linux"),
)


def describe(user_agent: str) -> str:
    """Program and system, as far as the header gives them away; it may also lie."""
    program, system = parts(user_agent)
    if program and system:
        return f"{program} on {system}"
    return program or system or UNKNOWN


def parts(user_agent: str) -> tuple[str, str]:
    """Program and system; each is empty where the header does not say it."""
    return _first(_PROGRAMS, user_agent), _first(_SYSTEMS, user_agent)


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, pattern in table if re.search(pattern, user_agent)), "")
