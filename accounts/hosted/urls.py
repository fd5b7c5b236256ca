"""Addresses of the hosted pages and of the machines' endpoints, as on a Cognito domain."""

from django.urls import include, path

from accounts.hosted import (
    authorization,
    brand_files,
    challenge,
    consent,
    error_page,
    federation,
    feedback,
    offer_pages,
    passkey_add,
    passkey_sign_in,
    recovery,
    saml,
    saml_logout,
    select_account,
    sign_in,
    sign_up,
)

app_name = "hosted"
urlpatterns = [
    path("oauth2/authorize", authorization.authorize, name="authorize"),
    path("oauth2/idpresponse", federation.idp_response, name="idp_response"),
    path("saml2/idpresponse", saml.idp_response, name="saml_idp_response"),
    path("saml2/logout", saml_logout.logout, name="saml_logout"),
    path("logout", authorization.logout, name="logout"),
    path("login", sign_in.login, name="login"),
    path("challenge", challenge.challenge, name="challenge"),
    path("consent", consent.consent, name="consent"),
    path("selectAccount", select_account.select_account, name="select_account"),
    path("challenge/choose", challenge.choose, name="choose"),
    path("challenge/resend", challenge.resend, name="resend"),
    path("passkeys/options", passkey_sign_in.options, name="passkey_options"),
    path("passkeys/signin", passkey_sign_in.sign_in, name="passkey_sign_in"),
    path("passkeys/add", passkey_add.add, name="passkey_add"),
    path("passkeys/offer", offer_pages.passkey, name="passkey_offer"),
    path("setupMfa", offer_pages.set_up_mfa, name="set_up_mfa"),
    path("recoveryCodes", offer_pages.recovery_codes, name="recovery_codes"),
    path("signup", sign_up.signup, name="signup"),
    path("confirm", sign_up.confirm, name="confirm"),
    path("confirmUser", sign_up.confirm, name="confirm_user"),
    path("resendcode", sign_up.resend, name="resend_code"),
    path("forgotPassword", recovery.forgot_password, name="forgot_password"),
    path("confirmForgotPassword", recovery.reset_password, name="confirm_forgot_password"),
    path("signInFeedback", feedback.feedback, name="sign_in_feedback"),
    path("error", error_page.error, name="error"),
    path("", include("accounts.hosted.account.urls")),
    path("branding/<str:owner>/<str:name>", brand_files.file, name="branding_file"),
    path("", include("accounts.oauth.urls")),
]
