from __future__ import annotations

from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from tests.directory import people
from tests.directory.people import being
from tests.directory.test_importing import COOKING, MONDAYS, book
from tests.people import Browser
from wraparound.core import clock
from wraparound.core.database.scope import Role, acting, as_system
from wraparound.directory import actions
from wraparound.directory.models import Offering, Service


def browser(who: Any = None) -> Browser:
    client = Browser()
    if who:
        with acting(as_system(Role.SIGN_IN)):
            client.force_login(who, backend="wraparound.accounts.signin.Backend")
    return client


def at(name: str, *args: Any) -> str:
    return reverse(f"directory:{name}", args=args)


@pytest.fixture
def offer(cast: Any) -> Any:
    with being(cast.ann):
        cast.site = people.site(cast.rivers, cast.ann, provision=["quiet-space"], town="Chelmsford", postcode="CM1 1AA")
        cast.cooking = people.service(cast.rivers, cast.ann, answers={"for-whom": "Everybody aged 16."})
        cast.offering = people.offering(cast.cooking, cast.site, cast.ann)
        cast.hidden = people.service(cast.rivers, cast.ann, "Canary", published=False)
        cast.remedy = actions.add_remedy(
            organisation=cast.rivers, name="Epilepsy training", kind="training", gives=["epilepsy-trained-staff"],
            person_name="Ann", person_email="ann@example.org", once=12_000, vat=True, lead_days=10, by=cast.ann,
        )  # fmt: skip
    return cast


PUBLIC = ["search", "compare", "short-list", "remedies"]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_visitor_opens_every_public_page(offer: Any, name: str) -> None:
    response = browser().get(at(name))
    assert response.status_code == 200
    assert "Canary" not in response.content.decode()


def test_two_clicks_from_the_local_offer_to_a_named_person(offer: Any) -> None:
    client = browser()
    assert at("service", offer.cooking.public_id) in client.get(at("search")).content.decode()
    page = client.get(at("service", offer.cooking.public_id)).content.decode()
    for said in ("Ask Ann Example", "01632 960 001", "Monday", "9:30am to 11am", "£450 a term", "Everybody aged 16."):
        assert said in page
    assert page.index("Ask Ann Example") < page.index("Learn to shop")


def test_a_search_says_of_no_field_that_it_is_optional(offer: Any) -> None:
    assert "(optional)" not in browser().get(at("search")).content.decode()
    assert "(optional)" in browser(offer.ann).get(at("add", offer.rivers.public_id, "site")).content.decode()


def test_how_to_get_there_has_a_heading_only_where_something_is_said(offer: Any) -> None:
    assert "Getting to Main site" in browser().get(at("service", offer.cooking.public_id)).content.decode()
    with being(offer.ann):
        actions.change_entry(entry=offer.site, version=1, changes={"town": "", "postcode": ""}, by=offer.ann)
    assert "Getting to" not in browser().get(at("service", offer.cooking.public_id)).content.decode()


def test_a_site_of_the_same_name_as_its_organisation_is_not_named_twice(offer: Any) -> None:
    with being(offer.ann):
        same = people.site(offer.rivers, offer.ann, offer.rivers.name)
        people.offering(people.service(offer.rivers, offer.ann, "Weaving"), same, offer.ann)
    assert f"{offer.rivers.name} – " not in browser().get(at("search"), {"q": "weaving"}).content.decode()


@pytest.mark.parametrize("who", ["ann", "sam", "ben", "nora", None])
def test_a_hidden_service_is_not_found_by_its_address(offer: Any, who: str | None) -> None:
    assert browser(getattr(offer, who) if who else None).get(at("service", offer.hidden.public_id)).status_code == 404


def test_a_button_names_its_service_and_escapes_it(offer: Any) -> None:
    with being(offer.ann):
        people.service(offer.rivers, offer.ann, "<i>Odd</i>")
    page = browser().get(at("search"), {"q": "odd"}).content.decode()
    assert 'Put on my short list <span class="govuk-visually-hidden">&lt;i&gt;Odd&lt;/i&gt;</span>' in page
    assert "<i>Odd" not in page


def test_filters_survive_paging_and_the_file_holds_what_is_shown(offer: Any) -> None:
    with being(offer.ann):
        for number in range(15):
            people.service(offer.rivers, offer.ann, f"Club {number}", kind="activity")
    client = browser()
    page = client.get(at("search"), {"q": "club", "kind": "activity", "days": ["0"]}).content.decode()
    assert "Nothing found" in page  # no club meets on a Monday
    page = client.get(at("search"), {"q": "club", "kind": "activity", "postcode": "CM1"}).content.decode()
    assert "?q=club&amp;postcode=CM1&amp;kind=activity&amp;page=2" in page
    second = client.get(at("search"), {"q": "club", "kind": "activity", "page": 2}).content.decode()
    assert second.count("Put on my short list") == 3
    file = client.get(at("search"), {"q": "club", "export": "csv"}).content.decode("utf-8-sig")
    assert len(file.splitlines()) == 16
    book_ = openpyxl.load_workbook(BytesIO(client.get(at("search"), {"q": "club", "export": "xlsx"}).content))
    assert book_.active is not None and book_.active.max_row == 16


def test_an_unknown_postcode_is_said_and_the_rest_is_still_found(offer: Any) -> None:
    page = browser().get(at("search"), {"postcode": "ZZ9 9ZZ", "miles": "5"}).content.decode()
    assert "We do not know this postcode" in page
    assert "Cooking for one" in page


@pytest.mark.parametrize(
    "asked", [{"age": "old"}, {"days": "9"}, {"need": "x"}, {"page": "x"}, {"q": "\x00"}, {"miles": "x"}]
)
def test_an_address_that_makes_no_sense_shows_a_page(offer: Any, asked: dict[str, str]) -> None:
    assert browser().get(at("search"), asked).status_code == 200


def test_a_short_list_is_kept_without_sign_in_compared_sent_and_emptied(offer: Any) -> None:
    client = browser()
    response = client.post(at("keep", offer.cooking.public_id), follow=True)
    assert "Cooking for one" in response.content.decode()
    assert "Cooking for one" in client.get(at("compare")).content.decode()
    link = f"{at('short-list')}?s={offer.cooking.public_id}&s={offer.hidden.public_id}&s=nonsense"
    page = browser().get(link).content.decode()
    assert "Cooking for one" in page and "Canary" not in page
    client.post(at("let-go", offer.cooking.public_id))
    assert "Nothing on it yet" in client.get(at("short-list")).content.decode()
    assert client.get(at("keep", offer.cooking.public_id)).status_code == 405
    assert client.post(at("keep", offer.hidden.public_id)).status_code == 404


def test_the_short_list_is_mailed_as_plain_text_and_no_more_than_five_times_an_hour(offer: Any) -> None:
    from django.core.cache import cache

    cache.clear()
    client = browser()
    said = {"email": "me@example.org", "s": [str(offer.cooking.public_id), str(offer.hidden.public_id)]}
    assert client.post(at("mail"), said).status_code == 302
    assert mail.outbox[0].to == ["me@example.org"]
    assert "Cooking for one" in mail.outbox[0].body and "Canary" not in mail.outbox[0].body
    assert "&amp;" not in mail.outbox[0].body
    assert client.post(at("mail"), {**said, "email": "no address"}).status_code == 200
    for _again in range(4):
        client.post(at("mail"), said)
    assert client.post(at("mail"), said).status_code == 429
    assert len(mail.outbox) == 5
    cache.clear()


def test_remedies_are_listed_narrowed_by_what_they_give_and_shown(offer: Any) -> None:
    client = browser()
    assert "Epilepsy training" in client.get(at("remedies"), {"gives": "{epilepsy-trained-staff}"}).content.decode()
    assert "Epilepsy training" not in client.get(at("remedies"), {"gives": "{quiet-space}"}).content.decode()
    page = client.get(at("remedy", offer.remedy.public_id)).content.decode()
    assert "£120.00 plus VAT" in page and "10 days" in page


def keeping(offer: Any) -> list[str]:
    """Every page that changes an entry of Rivers College."""
    rivers = offer.rivers.public_id
    return [
        *(at("add", rivers, what) for what in ("site", "service", "offering", "remedy")),
        at("add-term", rivers),
        at("put-up", rivers),
        at("change", "service", offer.cooking.public_id),
        at("change", "site", offer.site.public_id),
        at("change", "offering", offer.offering.public_id),
        at("change", "remedy", offer.remedy.public_id),
        at("words", "service", offer.cooking.public_id, "needs"),
        at("words", "site", offer.site.public_id, "provision"),
    ]


@pytest.mark.parametrize(("who", "status"), [("ann", 200), ("sam", 403), ("ben", 404), ("nora", 404), (None, 302)])
def test_only_those_who_answer_for_the_entries_open_the_pages_that_change_them(
    offer: Any, who: str | None, status: int
) -> None:
    client = browser(getattr(offer, who) if who else None)
    assert {url: client.get(url).status_code for url in keeping(offer)} == dict.fromkeys(keeping(offer), status)
    post = client.post(at("confirm", "service", offer.cooking.public_id)).status_code
    assert post == (302 if who in ("ann", None) else status)


@pytest.mark.parametrize(("who", "status"), [("ann", 200), ("sam", 200), ("ben", 404), (None, 302)])
def test_an_organisations_own_list_is_for_its_members(offer: Any, who: str | None, status: int) -> None:
    response = browser(getattr(offer, who) if who else None).get(at("entries", offer.rivers.public_id))
    assert response.status_code == status
    assert ("Canary" in response.content.decode()) is (status == 200)


SERVICE = {"name": "Gardening", "kind": "course", "description": "Grow things.", "person_name": "Ann",
           "person_email": "ann@example.org", "ehc_plan_only": "no", "published": "yes"}  # fmt: skip


def test_a_service_is_written_down_by_its_form_and_then_asked_for_its_needs(offer: Any) -> None:
    client = browser(offer.ann)
    response = client.post(at("add", offer.rivers.public_id, "service"), {**SERVICE, "answer_next": "College."})
    with being(offer.ann):
        made = Service.objects.get(name="Gardening")
    assert response["Location"] == at("words", "service", made.public_id, "needs")
    assert made.answers == {"next": "College."}
    client.post(response["Location"], {"version": "1", "group-communication": ["easy-read"]})
    with being(offer.ann):
        assert Service.objects.get(name="Gardening").needs == ["easy-read"]
    again = client.post(at("add", offer.rivers.public_id, "service"), SERVICE)
    assert "There is a problem" in again.content.decode()


def test_an_offering_is_written_down_by_its_form(offer: Any) -> None:
    said = {"service": str(offer.cooking.public_id), "site": str(offer.site.public_id), "lasts": "3", "places": "5"}
    said |= {"sessions": "Tue 9-10\r\nWed 9-10", "price": "12.50", "published": "no"}
    browser(offer.ann).post(at("add", offer.rivers.public_id, "offering"), {**said, "funders": ["council"]})
    with being(offer.ann):
        made = Offering.objects.get(lasts=3)
    assert (made.days, made.price, made.shown) == ([1, 2], 1250, False)


def test_two_who_change_one_service_see_both_texts_and_lose_none(offer: Any) -> None:
    client, url = browser(offer.ann), at("change", "service", offer.cooking.public_id)
    with being(offer.ann):
        actions.change_entry(entry=offer.cooking, version=1, changes={"description": "Hers."}, by=offer.ann)
    mine = {
        **SERVICE,
        "name": "Cooking for one",
        "description": "Mine.",
        "person_phone": "01632 960 001",
        "version": "1",
    }
    response = client.post(url, mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Hers." in page and "Mine." in page
    settled = {**mine, "seen_version": "2", "differs": ["description"], "keep-description": "mine"}
    assert client.post(url, settled).status_code in (302, 409)
    both = {**settled, "differs": ["description", "person_name", "answer_for_whom"], "keep-person_name": "theirs",
            "keep-answer_for_whom": "theirs"}  # fmt: skip
    client.post(url, both)
    with being(offer.ann):
        now = Service.objects.get(pk=offer.cooking.pk)
        assert now.description == "Mine."


def test_what_is_due_is_confirmed_with_one_press(offer: Any) -> None:
    with being(offer.ann):
        long_ago = clock.today() - timedelta(days=200)
        old = people.service(offer.rivers, offer.ann, "Old club", last_confirmed=long_ago)
    client = browser(offer.ann)
    assert "Ask whether it is still right" in client.get(at("service", old.public_id)).content.decode()
    assert "Old club" in client.get(at("ours")).content.decode()
    client.post(at("confirm", "service", old.public_id))
    assert "Nothing is due" in client.get(at("ours")).content.decode()


def test_a_workbook_goes_from_trial_to_done_and_its_faults_can_be_taken_away(offer: Any) -> None:
    client = browser(offer.ann)
    assert openpyxl.load_workbook(BytesIO(client.get(at("template")).content)).sheetnames == [
        "Sites",
        "Services",
        "Offerings",
        "Remedies",
        "How to fill it in",
        "Words",
    ]

    def send(content: bytes) -> str:
        file = BytesIO(content)
        file.name = "book.xlsx"
        return str(client.post(at("put-up", offer.rivers.public_id), {"file": file})["Location"])

    url = send(book([{**COOKING, "Kind": "circus"}]))
    assert "Services C2" in client.get(url).content.decode()
    assert client.get(url + "faults/").status_code == 200
    assert client.post(url + "carry-out/")["Location"] == url
    url = send(book([COOKING], [MONDAYS]))
    assert "Carry it out" in client.get(url).content.decode()
    assert browser(offer.ben).get(url).status_code == 404
    client.post(url + "carry-out/")
    assert client.get(url).status_code == 404
    with being(offer.ann):
        assert Service.objects.filter(name="Cooking").exists()


def test_a_file_that_is_no_workbook_is_refused_with_what_to_do(offer: Any) -> None:
    file = BytesIO(b"PK nonsense")
    file.name = "book.xlsx"
    response = browser(offer.ann).post(at("put-up", offer.rivers.public_id), {"file": file})
    assert "Save it again as .xlsx" in response.content.decode()


def remind() -> str:
    said = StringIO()
    call_command("remind_directory_owners", stdout=said)
    return said.getvalue()


def test_administrators_are_reminded_once_in_a_fortnight_and_nothing_personal_is_said(offer: Any) -> None:
    with being(offer.ann):
        long_ago = clock.today() - timedelta(days=81)
        people.service(offer.rivers, offer.ann, "Old club", last_confirmed=long_ago)
        people.service(offer.rivers, offer.ann, "Old draft", last_confirmed=long_ago, published=False)
    assert remind().startswith("1 of 1")
    assert [m.to for m in mail.outbox] == [[offer.ann.email]]
    assert (
        "1 entry" in mail.outbox[0].body
        and "Old club" not in mail.outbox[0].body
        and "Rivers" not in mail.outbox[0].body
    )
    assert remind().startswith("0 of 1")
    with clock.stopped_at(clock.now() + timedelta(days=15)):
        assert remind().startswith("1 of")
