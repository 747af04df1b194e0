"""How django-allauth is set: sign-in without a memory test, and nothing that tells whether somebody has an account."""

from __future__ import annotations

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
ACCOUNT_REAUTHENTICATION_REQUIRED = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever's password, app or passkey changed is told by mail
MFA_ADAPTER = "wraparound.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "wraparound.accounts.allauth_forms.AddPasskey"}
MFA_PASSKEY_SIGNUP_ENABLED = False
SOCIALACCOUNT_ADAPTER = "wraparound.accounts.organisation_signin.OrganisationAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # matched by tenant and subject, never by e-mail address
SOCIALACCOUNT_AUTO_SIGNUP = False
