"""The kinds of file in which a document can be taken away. PDF is ours; others are added beside it.

    @formats.offers
    def word(viewer, learner, kind):
        yield formats.Format("word", _("Word"), "docx", WORD, lambda document: write(document))

A provider is asked for each page and each file anew: it can offer what an organisation of the viewer has, by a key of
its own. What it does not offer to this viewer for this learner and kind cannot be had by its address either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.utils.functional import Promise

    from wraparound.accounts.models import Person
    from wraparound.documents.content.tree import Document, Kind
    from wraparound.learners.models import Learner

    Provider = Callable[[Person, Learner, Kind], Iterable["Format"]]


class NotWritten(Exception):
    """A document could not be written; the message is a sentence for who asked for it."""


@dataclass(frozen=True, slots=True)
class Format:
    """`key`: its name in addresses, a slug; `ending` of the file name without its dot. `write` raises NotWritten."""

    key: str
    label: str | Promise
    ending: str
    content_type: str
    write: Callable[[Document], bytes]


_providers: list[Provider] = []


def offers(provider: Provider) -> Provider:
    """Registers who offers formats; call it from `DocumentsConfig.ready`."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def of(viewer: Person, learner: Learner, kind: Kind) -> list[Format]:
    """The formats in which this viewer can take this document away, in the order in which they were registered."""
    return [one for provider in _providers for one in provider(viewer, learner, kind)]
