"""What is read out of a User-Agent header."""

from __future__ import annotations

import pytest

from accounts import user_agents

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/143.0.0.0 Safari/537.36", "Chrome on Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/143.0 Safari/537.36 Edg/143.0", "Edge on Windows"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/143.0 Safari/537.36", "Chrome on ChromeOS"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on macOS"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/18.1 Safari/605.1.15", "Safari on macOS"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {APPLE} Version/18.1 Mobile/15E148 Safari/604.1",
            "Safari on iOS",
        ),
        (
            f"Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) {APPLE} CriOS/143.0 Mobile/15E148 Safari/604.1",
            "Chrome on iPadOS",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/143.0 Safari/537.36 OPR/127.0",
            "Opera on Windows",
        ),
        ("Boto3/1.44.5 md/Botocore#1.44.5 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.11", "boto3 on Linux"),
        ("aws-cli/2.32.0 md/awscrt#0.28 ua/2.1 os/macos#25.1 md/arch#arm64 lang/python#3.13", "AWS CLI on macOS"),
        ("aws-amplify/6.15.0 auth/2 framework/1", "Amplify"),
        ("okhttp/4.12.0", "An Android app"),
        ("MyApp/1 CFNetwork/1568.200.51 Darwin/24.1.0", "An Apple app on macOS"),
        ("curl/8.5.0", "curl"),
        ("Mozilla/5.0 (Windows NT 10.0)", "Windows"),
        ("", "Unknown"),
        ("\u0000<script>alert(1)</script>", "Unknown"),
        ("x" * 255, "Unknown"),
    ],
)
def test_a_header_is_told_in_a_few_words(header: str, told: str) -> None:
    assert user_agents.describe(header) == told
