"""Style sheet, script and typefaces, gathered for the web server; only when they are not what they would be now."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

PACKAGES = ("django", "django-htmx", "django-allauth", "whitenoise")


class NotBuilt(Exception):
    """The style sheet is not there."""

    def __init__(self) -> None:
        super().__init__("The style sheet has not been built yet. `make setup` builds it, in under a minute.")


def gather() -> None:
    """Gathers them. Raises NotBuilt."""
    (built,) = map(Path, settings.STATICFILES_DIRS)
    if not (built / "wraparound" / "wraparound.css").exists():
        raise NotBuilt
    mark, wanted = Path(settings.STATIC_ROOT) / ".gathered", _wanted(built)
    if mark.exists() and mark.read_text() == wanted:
        return
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=mark.parent.exists())
    mark.write_text(wanted)


def _wanted(built: Path) -> str:
    made = built / ".made"
    return "\n".join([made.read_text() if made.exists() else "by hand", *(f"{p} {version(p)}" for p in PACKAGES)])
