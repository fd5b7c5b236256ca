"""The model's patterns mean what they mean in Java, and none can be made slow (checklist 67)."""

from __future__ import annotations

import time

import pytest

from pools.wire import model, patterns

SHAPES = {
    name: shape["pattern"]
    for service in model.SERVICES
    for name, shape in model.service(service).shapes.items()
    if "pattern" in shape
}

HOSTILE = ["{##", "{####}", "##}", "@", "a", "a@", ":", "arn:a", "_", ".", " ", "é", "{##é", "\n"]


def matches(shape: str, value: str) -> bool:
    return patterns.matcher(shape, SHAPES[shape])(value)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_no_pattern_takes_long_whatever_it_is_given(name: str) -> None:
    match = patterns.matcher(name, SHAPES[name])
    began = time.perf_counter()

    for bait in HOSTILE:
        match(bait * (20_000 // len(bait)) + "\x00")
        match(bait * (20_000 // len(bait)))

    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("UserPoolIdType", "us-east-1_AbC123xyz"),
        ("UsernameType", "ålice@example.com"),
        ("UsernameType", "アリス"),
        ("UserPoolNameType", "My pool, v1.0 @ home"),
        ("EmailAddressType", "a@b"),
        ("EmailAddressType", "@@@"),
        ("EmailAddressType", "ü@example.com"),
        ("EmailVerificationMessageType", "Your code is {####}.\nBye"),
        ("EmailVerificationMessageByLinkType", "Click {##here##} {##or here##}"),
        ("EmailVerificationMessageByLinkType", "Cliquez {##ici é##}!"),
        ("SmsInviteMessageType", "Any\nlines {username} {####}"),
        ("PasswordType", "x"),
        ("PasswordType", "inner space"),
        ("TokenModelType", "aaa.bbb-ccc_ddd="),
        ("GetDerivedTokenTokenModelType", "a-_+/=."),
        ("ProviderNameType", "My provider"),
        ("DomainType", "my-pool"),
        ("ArnType", "arn:aws:lambda:us-east-1:000000000000:function:fn"),
        ("HexStringType", "0aF9"),
    ],
)
def test_a_fitting_value_matches(shape: str, value: str) -> None:
    assert matches(shape, value)


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("UserPoolIdType", "us-east-1_AbC 23xyz"),
        ("UserPoolIdType", "us-east-1_AbC123xyz\n"),
        ("UserPoolIdType", "üs_abc"),
        ("UsernameType", "with space"),
        ("UsernameType", "mit leerzeichen ü"),
        ("ClientIdType", "clïent"),
        ("AWSAccountIdType", "١٢٣"),
        ("EmailAddressType", "@b"),
        ("EmailAddressType", "a@"),
        ("EmailAddressType", "a b@c"),
        ("EmailAddressType", "@@"),
        ("EmailVerificationMessageType", "no placeholder"),
        ("EmailVerificationMessageByLinkType", "##} {##"),
        ("PasswordType", " x"),
        ("PasswordType", "x "),
        ("PasswordType", ""),
        ("ConfirmationCodeType", "12 34"),
        ("HexStringType", "xyz"),
        ("DomainType", "-pool"),
        ("DomainType", "Pool"),
        ("TermsNameType", "terms"),
    ],
)
def test_another_value_does_not(shape: str, value: str) -> None:
    assert not matches(shape, value)
