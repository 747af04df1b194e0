"""Forms about people, memberships and organisations: is what was typed well-formed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.accounts.roles import MemberRole, OrganisationKind
from wraparound.core import clock, forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.utils.functional import _StrPromise

    from wraparound.accounts.models import Membership

WEBSITE = URLValidator(["https", "http"], message=gettext_lazy("Write an address, like https://www.example.org."))
SAFE_ADDRESS = URLValidator(["https"], message=gettext_lazy("Write an address that begins with https://."))


def choices_of(roles: Iterable[MemberRole]) -> list[tuple[str, _StrPromise]]:
    """Roles to choose from."""
    return [(role.value, role.label) for role in roles]


MEANINGS = {role.value: role.means for role in MemberRole}


class Details(forms.Form):
    """What I am called and my number."""

    name = forms.Text(gettext_lazy("Your name"), max_length=120, autocomplete="name")
    phone = forms.Phone(gettext_lazy("Your phone number"), required=False)


class Acceptance(forms.Form):
    """Somebody who is new says what they are called."""

    name = forms.Text(
        gettext_lazy("What is your name?"),
        hint=gettext_lazy("Other people here will see it."),
        missing=gettext_lazy("Write your name."),
        max_length=120,
        autocomplete="name",
    )


class _WithRole(forms.Form):
    role = forms.Choice(gettext_lazy("Role"), choices=[], hints=MEANINGS)

    def __init__(self, *args: Any, roles: Iterable[MemberRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = choices_of(roles)  # type: ignore[attr-defined]  # a field of choices

    def clean_role(self) -> MemberRole:
        """The role itself."""
        return MemberRole(self.cleaned_data["role"])


class Invite(_WithRole):
    """Whom to invite, and as what."""

    name = forms.Text(gettext_lazy("Their name"), max_length=120, missing=gettext_lazy("Write their name."))
    email = forms.Email(
        gettext_lazy("Their e-mail address"),
        hint=gettext_lazy("We send the link there. Without an address you get a link to give them yourself."),
        required=False,
        autocomplete="off",
    )
    field_order = ("name", "email", "role")


class NewRole(_WithRole):
    """Another role for a member."""


WHENS = [
    ("today", gettext_lazy("At the end of today")),
    ("now", gettext_lazy("At once")),
    ("later", gettext_lazy("On a later day")),
]


class Ending(forms.Form):
    """When somebody's last day is."""

    when = forms.Choice(
        gettext_lazy("When does it end?"),
        choices=WHENS,
        hints={"now": gettext_lazy("They see nothing of this organisation from this moment.")},
    )
    day = forms.Date(gettext_lazy("Their last day"), hint=gettext_lazy("Only for a later day."), required=False)

    def clean(self) -> dict[str, Any]:
        """The last day, as `last_day`: to end at once is to have had it yesterday."""
        data: dict[str, Any] = super().clean() or {}
        today, day, when = clock.today(), data.get("day"), data.get("when")
        if when == "later" and "day" not in self.errors and (day is None or day <= today):
            self.add_error("day", _("Write a day after today, or choose today."))
        data["last_day"] = {"now": today - timedelta(days=1), "later": day}.get(str(when), today)
        return data

    @property
    def last_day(self) -> date:
        """The last day that was chosen."""
        found: date = self.cleaned_data["last_day"]
        return found


class HandOver(Ending):
    """Who takes over, and when."""

    successor = forms.Select(
        gettext_lazy("Who takes over?"), choices=[], missing=gettext_lazy("Choose who takes over.")
    )
    field_order = ("successor", "when", "day")

    def __init__(self, *args: Any, colleagues: Mapping[str, Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(key, f"{m.person.name}, {MemberRole(m.role).label}") for key, m in colleagues.items()]
        self.fields["successor"].choices = named  # type: ignore[attr-defined]  # a field of choices
        self._colleagues = colleagues

    def clean_successor(self) -> Membership:
        """The colleague."""
        return self._colleagues[self.cleaned_data["successor"]]


class OrganisationFacts(forms.Form):
    """What an organisation says about itself."""

    name = forms.Text(gettext_lazy("Name"), max_length=200, missing=gettext_lazy("Write the name."))
    council = forms.Text(
        gettext_lazy("Council"), hint=gettext_lazy("Of the area it works in."), max_length=100, required=False
    )
    about = forms.LongText(gettext_lazy("About"), hint=gettext_lazy("Everybody can read this."), required=False)
    website = forms.Text(gettext_lazy("Website"), required=False, validators=[WEBSITE])
    version = forms.Version()


class NewOrganisation(forms.Form):
    """An organisation that is new here."""

    name = forms.Text(gettext_lazy("Name"), max_length=200, missing=gettext_lazy("Write the name."))
    kind = forms.Select(gettext_lazy("Kind"), choices=[(k.value, k.label) for k in OrganisationKind])
    ukprn = forms.Text(
        gettext_lazy("UKPRN"), hint=gettext_lazy("Eight digits. Leave it out if it has none."), width=10, required=False
    )
    council = forms.Text(
        gettext_lazy("Council"), hint=gettext_lazy("Of the area it works in."), max_length=100, required=False
    )
    website = forms.Text(gettext_lazy("Website"), required=False, validators=[WEBSITE])

    def clean_kind(self) -> OrganisationKind:
        """The kind itself."""
        return OrganisationKind(self.cleaned_data["kind"])

    def clean_ukprn(self) -> str:
        """Eight digits, or nothing."""
        said: str = self.cleaned_data["ukprn"].replace(" ", "")
        if said and not (said.isascii() and said.isdigit() and len(said) == 8):
            self.add_error("ukprn", _("Write eight digits, like 10001234."))
        return said


class Connection(forms.Form):
    """How people of an organisation sign in with the account they have there."""

    issuer = forms.Text(
        gettext_lazy("Address of the issuer"),
        hint=gettext_lazy("Of this organisation's own tenant. It begins with https://."),
        validators=[SAFE_ADDRESS],
    )
    our_name = forms.Text(
        gettext_lazy("Application ID"), hint=gettext_lazy("What the issuer calls this site."), max_length=191
    )
    our_secret = forms.Text(
        gettext_lazy("Application secret"),
        hint=gettext_lazy("It is kept and never shown again. Leave it empty to keep the one we have."),
        max_length=191,
        required=False,
        autocomplete="off",
    )
