"""What a mail says: what kind of change, which reference, what is wanted, by when. Nothing personal, no name."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.core.jinja import in_words
from wraparound.notices import kinds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.notices.models import Notice


def subject() -> str:
    """The same for everybody and everything: it can be read on a locked screen."""
    return _("Something is new on Wraparound")


def text(notices: Iterable[Notice]) -> str:
    """One paragraph for each notice, then where to look and how to have fewer mails."""
    look = _("Sign in to look:\n%(link)s") % {"link": _address("notices:list")}
    fewer = _("To choose when we write:\n%(link)s") % {"link": _address("notices:mails")}
    return "\n\n".join([*(_about(notice) for notice in notices), look, fewer]) + "\n"


def _about(notice: Notice) -> str:
    kind = kinds.kind(notice.kind)
    said = [str(kind.sentence)]
    if notice.count > 1:
        said.append(ngettext("It happened %(n)d time.", "It happened %(n)d times.", notice.count) % {"n": notice.count})
    said.append(_("Reference: %(reference)s.") % {"reference": notice.reference})
    if kind.wanted:
        said.append(str(kind.wanted))
    if notice.due:
        said.append(_("By %(date)s.") % {"date": in_words(notice.due)})
    return "\n".join(said)


def _address(name: str) -> str:
    return urljoin(settings.SITE_ADDRESS, reverse(name))
