"""Who is signed in, found in the role of sign-in; who may be, and what they must do first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.signals import authentication_step_completed
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.db.models import BooleanField, F, Func
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from wraparound.accounts.policy import must_have_second_step
from wraparound.accounts.queries import has_second_step, memberships_of
from wraparound.core.database.scope import Role, acting, acting_still, as_system

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from wraparound.accounts.models import Person

BACKEND = "wraparound.accounts.signin.Backend"
MUST_ADD = "must_add_second_step"  # in the session: an administrator who has none yet

# Pages themselves are never stored, but a browser may hold the last of them as they are, to go back to: "cache" lets go
# of those. Not "cookies", which would take those of other sites of the same domain too; ours end with the session.
FORGET = '"cache", "storage"'

CLOSED = (
    frozenset(  # pages of allauth that mean nothing here: people come by invitation, with the address it was sent to
        {
            "account_signup",
            "account_email",
            "account_email_verification_sent",
            "account_confirm_email",
            "socialaccount_signup",
            "socialaccount_connections",
        }
    )
)
OPEN_WITHOUT_SECOND_STEP = frozenset(
    {"accounts:second-step", "home", "openid_connect_login", "openid_connect_callback"}
)


class HasAPlace(Func):
    """Whether somebody belongs somewhere: an organisation, a learner's circle. The database knows."""

    function = "app.has_a_place"
    output_field = BooleanField()


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Sign-in by e-mail address; whoever has left cannot sign in, and is signed out at their next request."""

    def get_user(self, user_id: Any) -> Any:
        """The person of a session; None once they have no place here."""
        with acting_still(as_system(Role.SIGN_IN)):
            return _with_a_place().select_related("own").filter(pk=user_id).first()

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether they are active and belong somewhere."""
        with acting(as_system(Role.SIGN_IN)):
            return bool(user) and _with_a_place().filter(pk=user.pk).exists()


def _with_a_place() -> Any:
    return auth.get_user_model()._default_manager.filter(HasAPlace(F("pk")), is_active=True)


class PersonMiddleware(AuthenticationMiddleware):
    """Puts the person on the request; looked up once, when first asked for, with the session and in one transaction."""

    def process_request(self, request: HttpRequest) -> None:
        """`request.user`: a person, or Django's AnonymousUser."""
        request.user = SimpleLazyObject(lambda: _person(request))  # type: ignore[assignment]

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Whoever signed out leaves nothing in the browser: no word they typed, no page to go back to."""
        if getattr(request, "forgets_all", False):
            response.headers["Clear-Site-Data"] = FORGET
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Closed pages are not there; an administrator adds a second step before anything else."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in CLOSED:
            raise Http404
        if name in OPEN_WITHOUT_SECOND_STEP or view.__module__.startswith("allauth."):
            return None
        if MUST_ADD not in request.session or not request.user.is_authenticated:
            return None
        if has_second_step(request.user):
            del request.session[MUST_ADD]
            return None
        return HttpResponseRedirect(reverse("accounts:second-step"))


def _person(request: HttpRequest) -> Any:
    with acting(as_system(Role.SIGN_IN)):
        return auth.get_user(request)


def new_key_once_shown_again(request: HttpRequest, *, reauthenticated: bool = False, **_: Any) -> None:
    """Whoever shows once more who they are goes on under a new key; the old one opens nothing any more."""
    if reauthenticated:
        request.session.cycle_key()


authentication_step_completed.connect(new_key_once_shown_again)


def forget_all(request: HttpRequest) -> None:
    """The answer to this request tells the browser to forget what it kept of the site."""
    request.forgets_all = True  # type: ignore[attr-defined]


def sign_in(request: HttpRequest, person: Person, *, asks_second_step: bool = True) -> None:
    """Signs the person in, who has shown who they are in some other way: an invitation, or the demo's list of people.

    The demo leaves out what administrators must add.
    """
    with acting(as_system(Role.SIGN_IN)):
        auth.login(request, person, backend=BACKEND)
    if asks_second_step:
        note_second_step(request, person)


def note_second_step(request: HttpRequest, person: Person) -> None:
    """Remembers, for this session, that a second step is still missing where the role asks for one."""
    with acting(as_system(Role.SIGN_IN)):
        missing = must_have_second_step(memberships_of(person)) and not has_second_step(person)
    if missing:
        request.session[MUST_ADD] = True
    else:
        request.session.pop(MUST_ADD, None)
