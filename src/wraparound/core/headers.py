"""What browsers are told about every page: only our own files, no script or style inside a page, nothing in a frame.

Referrer-Policy and strict transport come from Django's own middleware.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

POLICY: dict[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'",),
    "font-src": ("'self'",),
    "media-src": ("'self'",),
    "connect-src": ("'self'",),
    "manifest-src": ("'self'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
    "frame-ancestors": ("'none'",),
}

NOT_ASKED_FOR = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "idle-detection", "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip

HEADERS = {
    "Permissions-Policy": ", ".join(
        [*(f"{name}=()" for name in NOT_ASKED_FOR), *(f"publickey-credentials-{do}=(self)" for do in ("get", "create"))]
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
}


class HeadersMiddleware:
    """Puts the headers on every response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """A response that sets one of them itself keeps its own."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", content_policy(*getattr(response, "forms_lead_to", ())))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def content_policy(*forms_lead_to: str) -> str:
    """The policy as a header says it; `forms_lead_to` names other sites that a form of this page may end at."""
    told = {**POLICY, "form-action": (*POLICY["form-action"], *forms_lead_to)}
    return "; ".join(f"{what} {' '.join(where)}" for what, where in told.items())


def forms_may_lead_to(response: HttpResponseBase, *origins: str) -> None:
    """For the sign-in page: browsers also refuse a form that ends at another site by a redirect, which is how people
    sign in with the account of their organisation. `origins` such as https://login.example."""
    response.forms_lead_to = origins  # type: ignore[attr-defined]
