"""A form is carried out once. Sent twice, or again after the answer got lost, it leads to where it led before.

Every form carries a random key. The key is stored in the transaction of what the form changes, so either both are there
or neither is. A second request with the key waits for the first, then gets the same redirect. A form without a key is
not carried out: the page that answers shows what was typed and sends it with a key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import connection

from wraparound.core import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    View = Callable[..., HttpResponseBase]

FIELD = "form_key"
NOT_OURS = {  # packages whose forms we did not write, and why theirs may come without a key
    "allauth.": "sign-in has codes and tokens of its own that are good once, and must not undo what it counted",
}
NEVER_SHOWN = ("csrfmiddlewaretoken", FIELD)
HIDDEN_WORDS = ("password", "passphrase", "token", "secret", "credential")  # in the name of a field


def new_key() -> str:
    """A key for a form that is being shown."""
    return str(uuid4())


def key_of(request: HttpRequest) -> UUID | None:
    """The key that came with a form; None where there is none or it is no key."""
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def without_key(*, reason: str) -> Callable[[View], View]:
    """Marks a view to which something may be sent without a key, and says why; a test lists them."""

    def mark(view: View) -> View:
        view.without_key_because = reason  # type: ignore[attr-defined]
        return view

    return mark


def needs_key(view: View) -> bool:
    """Whether a form that is sent to a view has to carry a key: all of ours do, but for those that say why not."""
    return not view.__module__.startswith(tuple(NOT_OURS)) and not getattr(view, "without_key_because", "")


def typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What came with a form, by the names of its fields, but for keys and secrets."""
    for name, values in request.POST.lists():
        if name not in NEVER_SHOWN and not any(word in name.lower() for word in HIDDEN_WORDS):
            yield from ((name, str(value)) for value in values)


def not_sent(request: HttpRequest) -> dict[str, Any]:
    """What a page needs that shows what was typed, and sends it when asked to: with the key that it had, if any."""
    there = list(typed(request))
    words = [(name, value) for name, value in there if is_written_by_somebody(name, value)]
    key = key_of(request)
    told = {"has_files": bool(request.FILES), "form_at": request.get_full_path()}
    return {"typed": there, "words": words, "key": str(key or ""), **told}


def is_written_by_somebody(name: str, value: str) -> bool:
    """Whether a value is worth showing again: not what pages carry for themselves, such as ids and versions."""
    try:
        UUID(value)
    except ValueError:
        return bool(value.strip()) and not name.endswith("version") and name != "next"
    return False


def begin(person: int, key: UUID) -> str | None:
    """Takes the key in this transaction. None: go ahead. Else where it led when it was carried out before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into core_requestdone (id, person, key, at, location) values (gen_random_uuid(), %s, %s, %s, '')"
            " on conflict (person, key) do nothing",
            [person, key, clock.now()],
        )
        if cursor.rowcount:
            return None
        cursor.execute("select location from core_requestdone where person = %s and key = %s", [person, key])
        return str(cursor.fetchone()[0])


def end(person: int, key: UUID, location: str) -> None:
    """Remembers where it led, in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update core_requestdone set location = %s where person = %s and key = %s", [location, person, key]
        )
