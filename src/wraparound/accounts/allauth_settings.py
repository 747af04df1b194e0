"""How django-allauth is set: sign-in without a memory test, and nothing that tells whether somebody has an account."""

from __future__ import annotations

from pathlib import Path

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# An address is verified by the invitation that was sent to it; whoever has none signs in with a passkey.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True  # a code by mail: nothing to remember
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "wraparound.accounts.adapter.Adapter"  # people come by invitation only
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"way_back": "20/m/ip"}  # beside those of allauth: links of somebody who lost their device
_VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {  # 10,000 and more that are long enough to be allowed: docs/accounts.md says whence
        "NAME": f"{_VALIDATION}CommonPasswordValidator",
        "OPTIONS": {"password_list_path": Path(__file__).with_name("common_passwords.txt.gz")},
    },
]
ACCOUNT_REAUTHENTICATION_REQUIRED = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever's password, app or passkey changed is told by mail
MFA_ADAPTER = "wraparound.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
_FORMS = "wraparound.accounts.allauth_forms."
ACCOUNT_FORMS = {
    "login": f"{_FORMS}SignIn",
    "request_login_code": f"{_FORMS}AskForCode",
    "confirm_login_code": f"{_FORMS}MailedCode",
    "change_password": f"{_FORMS}ChangePassword",
    "set_password": f"{_FORMS}SetPassword",
    "reset_password": f"{_FORMS}ForgottenPassword",
    "reset_password_from_key": f"{_FORMS}PasswordByLink",
    "reauthenticate": f"{_FORMS}PasswordOnceMore",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}SecondStep",
    "reauthenticate": f"{_FORMS}SecondStepOnceMore",
    "activate_totp": f"{_FORMS}AddApp",
    "add_webauthn": f"{_FORMS}AddPasskey",
    "edit_webauthn": f"{_FORMS}RenamePasskey",
    "login_webauthn": f"{_FORMS}SignInByPasskey",
    "reauthenticate_webauthn": f"{_FORMS}PasskeyOnceMore",
}
MFA_PASSKEY_SIGNUP_ENABLED = False
SOCIALACCOUNT_ADAPTER = "wraparound.accounts.organisation_signin.OrganisationAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # matched by tenant and subject, never by e-mail address
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"provider_class": "wraparound.accounts.openid.provider.OrganisationProvider"}
}
