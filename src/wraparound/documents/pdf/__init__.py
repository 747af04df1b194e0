"""Documents as PDF that anybody can read: tagged, with PDF/UA-1 asked of the compiler (ADR 12)."""

from wraparound.documents.pdf.templates import TemplatesError, check_templates
from wraparound.documents.pdf.writing import written

__all__ = ["TemplatesError", "check_templates", "written"]
