"""The documents app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.documents"
    verbose_name = "documents"
    purpose = _("To put a plan on paper or into a calendar for those who may see it.")

    def ready(self) -> None:
        """The templates can be used; the formats, in the order in which pages offer them."""
        from wraparound.documents import layouts_links  # noqa: F401, PLC0415
        from wraparound.documents.pdf import check_templates, format  # noqa: F401, PLC0415
        from wraparound.documents.word import format as word  # noqa: F401, PLC0415

        check_templates()
