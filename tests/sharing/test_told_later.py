"""What is opened to keep somebody safe and told later: until then nothing of the learner's is a byte different."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from tests import mighty
from tests.people import DAY, browser
from tests.sharing.test_bases import (
    NO_TRIGGERS,
    TRIGGERS,
    chain,
    in_best_interests,
    kept_back,
    open_to,
    told,
    world,
)
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.sharing import actions, queries
from wraparound.sharing.models import Grant, GrantEnding

if TYPE_CHECKING:
    from wraparound.core.database.launcher import Server

ME, HEALTH = Category.IDENTITY, Category.HEALTH
# Keys of forms, times of day and prints of chains are others each time.
DIFFERENT = re.compile(
    r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?"
    r'|name="(?:form_key|csrfmiddlewaretoken)" value="[^"]*|nonce="[^"]*'
    r"|(?:[0-9a-f]{8}<wbr>)+|\b[0-9a-f]{32,64}\b"
)
PAGES = ("learners:learner", "learners:circle", "sharing:who", "sharing:looks", "sharing:bases", "sharing:later")
PAGES += ("plans:plan", "documents:documents", "sharing:disagreements", "sharing:wishes", "sharing:requests")


def all_that_sam_sees(who: Any, pages: tuple[str, ...] = PAGES) -> dict[str, str]:
    """Each page of the learner's, the notices, the export; without what differs each time."""
    client, sams = browser(who.sam), who.sams.public_id
    seen = {}
    for name in pages:
        seen[name] = client.get(reverse(name, args=[sams])).content.decode()
    for name in ("home", "notices:list"):
        seen[name] = client.get(reverse(name)).content.decode()
    for receiver in (who.worker, who.lead):
        address = reverse("sharing:preview", args=[sams, receiver.public_id])
        seen[f"preview {receiver.name}"] = client.get(address).content.decode()
    looks = client.get(reverse("sharing:looks", args=[sams]) + "?export=csv")
    seen["looks.csv"] = looks.getvalue().decode() if looks.streaming else looks.content.decode()
    with acting(as_person(who.sam.pk)):
        seen["grants"] = repr([(g.id, g.ended) for g in queries.grants(who.sam, who.sams)])
        seen["reach"] = repr(queries.reaching(who.sam, who.sams))
        seen["endings"] = repr(list(GrantEnding.objects.values_list("pk")))
        with connection.cursor() as cursor:
            cursor.execute("select seq, what, details::text from app.core_auditevent order by seq")
            seen["chain"] = repr(cursor.fetchall())
    return {name: DIFFERENT.sub("", text) for name, text in seen.items()}


def looked_at(who: Any, *pages: str) -> None:
    """The council opens who Sam is, and what it sees only because it was opened to keep her safe."""
    for name in pages or ("learners:learner", "passport:passport"):
        browser(who.worker).get(reverse(name, args=[who.sams.public_id]))


@pytest.mark.django_db
def test_until_they_are_told_nothing_of_the_learners_is_a_byte_different(server: Server) -> None:
    who = world()
    with mighty.there(server):
        with transaction.atomic():  # as it would be without it
            looked_at(who, "learners:learner")
            before = all_that_sam_sees(who)
            transaction.set_rollback(True)
        grant = kept_back(who)
        assert open_to(who.worker, who.sams) == {ME, HEALTH}
        with transaction.atomic():
            looked_at(who)
            assert chain(who.council) == ["grant given", "looked at"]
            during = all_that_sam_sees(who)
            transaction.set_rollback(True)
        assert {n: (before[n], during[n]) for n in before if before[n] != during[n]} == {}
        for fault, planted in FAULTS.items():
            with transaction.atomic():
                with mighty.taken() as cursor:
                    cursor.execute(planted)
                looked_at(who)
                wrong = all_that_sam_sees(who, ("sharing:who",))
                transaction.set_rollback(True)
            found = [name for name in wrong if before[name] != wrong[name]]
            assert found, fault
        with acting(as_person(who.second.pk)):
            actions.review_safety(grant=grant.pk, upheld=False, words="No", by=who.second)
        looked_at(who, "learners:learner")
        after = all_that_sam_sees(who)
        assert [name for name in before if before[name] != after[name]] == []
        assert chain(who.council) == ["grant given", "what keeps somebody safe reviewed", "grant ended"]


FAULTS = {
    "previews show it": "create or replace function app.leave_out_kept_back() returns void language sql as 'select'",
    "pages show the grant": f"{NO_TRIGGERS}update app.sharing_grant"
    f" set told_from = now() where told_from is not null;{TRIGGERS}",
    "looks go to the learner": "create or replace function app.note_kept_back(who bigint, named uuid, seen text[],"
    " open_seen text[], page text) returns integer language plpgsql security definer set search_path = app, pg_temp as"
    " $$ begin perform app.append_any(named, 'looked at', jsonb_build_object('categories', seen)); return 1; end $$",
    "the learner is told of it": "select app.tell(l.person_id, 'opened-for-safety', array[l.public_id::text],"
    " l.id * 16, null, now()) from app.learners_learner l where l.person_id is not null",
}


@pytest.mark.django_db
def test_when_they_are_told_the_chain_says_who_looked_meanwhile_and_when(server: Server) -> None:
    who = world()
    with mighty.there(server):
        grant = kept_back(who)
        looked_at(who)
        assert (
            b"You were told later"
            not in browser(who.sam).get(reverse("sharing:looks", args=[who.sams.public_id])).content
        )
        browser(who.lead).post(reverse("sharing:safety-one", args=[grant.pk]), {"do": "tell"})
        with acting(as_person(who.lead.pk)):
            actions.tell_learner_now(grant=grant.pk, by=who.lead)  # twice: nothing more
        call_command("tell_of_bases", stdout=StringIO())
        assert [what for what in chain(who.sams) if "later" in what] == ["told later", "looked at, told later"]
        assert "told-later" in told(who.sam)
    looks = browser(who.sam).get(reverse("sharing:looks", args=[who.sams.public_id])).content.decode()
    assert "Wes from Council" in looks and "You were told later" in looks
    page = browser(who.sam).get(reverse("sharing:bases", args=[who.sams.public_id])).content.decode()
    assert "he reads her phone" in page and "She is lost at night" in page
    with acting(as_person(who.lead.pk)), pytest.raises(DatabaseError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(told_from=clock.now() + DAY)  # told is told


@pytest.mark.django_db
def test_its_time_comes_by_itself_and_leads_hear_28_and_7_days_ahead(server: Server) -> None:
    who = world()
    with mighty.there(server):
        kept_back(who)
        in_best_interests(who, review_on=clock.today() + 29 * DAY)
        call_command("tell_of_bases", stdout=StringIO())
        assert told(who.lead) == [] and "told later" not in chain(who.sams)
        with mighty.taken() as cursor:
            cursor.execute(
                f"{NO_TRIGGERS}update app.sharing_grant set told_from = now() where told_from is not null;{TRIGGERS}"
            )
            cursor.execute("update app.sharing_bestinterestsdecision set review_on = review_on - 1")
        for _ in range(2):
            call_command("tell_of_bases", stdout=StringIO())
        assert told(who.lead) == ["decision-ends"] and chain(who.sams).count("told later") == 1
        with mighty.taken() as cursor:
            cursor.execute("update app.sharing_bestinterestsdecision set review_on = review_on - 21")
        call_command("tell_of_bases", stdout=StringIO())
        assert told(who.lead) == ["decision-ends", "decision-ends-soon"]
