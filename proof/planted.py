"""Faults that a proof plants in the site it starts, to see that it finds them. Nothing else ever names this module."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect

from wraparound.core import once

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class SaysItFirst:
    """Answers a form as kept, and carries it out half a second later: whoever is killed in between loses it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Only what is sent is answered so."""
        if request.method != "POST":
            return self.get_response(request)
        _ = request.POST  # read while there is somebody to read it from
        threading.Thread(target=self._later, args=(request,)).start()
        return HttpResponseRedirect(request.path)

    def _later(self, request: HttpRequest) -> None:
        time.sleep(0.5)
        self.get_response(request)


class ForgetsKeys:
    """Takes every key for a new one, and answers late: who is killed in between leaves a form that is sent again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response, begin = get_response, once.begin

        def forgets(person: int, key: Any) -> None:
            begin(person, key)

        once.begin = forgets  # type: ignore[assignment]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The transaction of the form has ended by then."""
        answer = self.get_response(request)
        if request.method == "POST":
            time.sleep(0.5)
        return answer


class FreshKeys:
    """Gives each form a key of its own: scanners send that of the page again and again, and would be led on at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """What has a key gets another; what has none is refused as ever."""
        if request.method == "POST" and once.FIELD in request.POST:
            said = request.POST.copy()
            said[once.FIELD] = once.new_key()
            request.POST = said
        return self.get_response(request)
