"""Forms: what a good answer is, what is said of another one, and that every field is tied to its words."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import translation

from tests.core.page_help import Parts, asked
from wraparound.core import forms, pages

pytestmark = pytest.mark.urls("tests.core.page_urls")


class Everything(forms.Form):
    name = forms.Text("Your name", hint="What people call you", missing="Write your name.", autocomplete="name")
    about = forms.LongText("About you", max_length=20)
    mail = forms.Email("E-mail")
    phone = forms.Phone("Phone", required=False)
    days = forms.Number("Days a week", most=5)
    price = forms.Money("Price")
    born = forms.Date("Date of birth", autocomplete="bday", latest=date(2026, 1, 1))
    start = forms.Time("Start")
    way = forms.Choice("How you travel", choices=[("bus", "Bus"), ("walk", "On foot")], hints={"bus": "with Sam"})
    site = forms.Select("Site", choices=[("1", "Crawley"), ("2", "Horsham")])
    needs = forms.Choices("What helps you", choices=[("hoist", "Hoist"), ("quiet", "Quiet room")])
    right = forms.YesNo("Is that right?")
    postcode = forms.Postcode("Postcode")
    photo = forms.File("Photo", endings=(".png",), most_bytes=10, required=False)
    note = forms.Hidden(required=False)
    version = forms.Version()


GOOD = {
    "name": "Amina",
    "about": "One line\r\nand more",
    "mail": "amina@example.com",
    "phone": "01632  960 001",
    "days": "1",
    "price": "£1,102.4",
    "born-day": "3",
    "born-month": "March",
    "born-year": "2008",
    "start": "9.30am",
    "way": "bus",
    "site": "2",
    "needs": ["hoist", "quiet"],
    "right": "no",
    "postcode": "rh106ab",
    "version": "7",
}


def sent(**changed: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in {**GOOD, **changed}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def written(form: forms.Form) -> Parts:
    return Parts(str(pages.shared(asked())["forms"].form(form, "Save")))


def error_of(name: str, /, **changed: Any) -> str:
    return " ".join(Everything(sent(**changed)).errors.get(name, []))


def test_good_answers_come_back_as_we_keep_them() -> None:
    form = Everything(sent())
    assert form.is_valid(), form.errors
    kept = form.cleaned_data
    assert kept["about"] == "One line\nand more"
    assert kept["phone"] == "01632 960 001"
    assert (kept["days"], kept["price"], kept["version"]) == (1, 110240, 7)
    assert (kept["born"], kept["start"]) == (date(2008, 3, 3), time(9, 30))
    assert (kept["way"], kept["site"], kept["needs"], kept["right"]) == ("bus", "2", ["hoist", "quiet"], False)
    assert kept["postcode"] == "RH10 6AB"


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("name", {"name": " "}, "Write your name."),
        ("about", {"about": "x" * 21}, "Write at most 20 characters. This has 21."),
        ("mail", {"mail": "amina"}, "Write an e-mail address"),
        ("mail", {"mail": ""}, "E-mail: write an answer."),
        ("phone", {"phone": "ring me"}, "Write a phone number"),
        ("days", {"days": "few"}, "Write a whole number"),
        ("days", {"days": "6"}, "less than or equal to 5"),
        ("price", {"price": "lots"}, "Write an amount of money"),
        ("price", {"price": "1.234"}, "Write an amount of money"),
        ("born", {"born-year": ""}, "The date needs a year too."),
        ("born", {"born-day": "", "born-month": ""}, "The date needs a day and month too."),
        ("born", {"born-day": "31", "born-month": "feb"}, "Write a date that exists"),
        ("born", {"born-year": "08"}, "Write a date that exists"),
        ("born", {"born-month": "Brumaire"}, "Write a date that exists"),
        ("born", {"born-year": "2030"}, "1 January 2026 or earlier"),
        ("born", {"born-day": "", "born-month": "", "born-year": ""}, "Date of birth: write an answer."),
        ("start", {"start": "25:00"}, "Write a time"),
        ("start", {"start": "13am"}, "Write a time"),
        ("way", {"way": "car"}, "Choose one of the list."),
        ("way", {"way": ""}, "How you travel: choose an answer."),
        ("site", {"site": ""}, "Site: choose an answer."),
        ("needs", {"needs": []}, "What helps you: choose at least one."),
        ("needs", {"needs": ["x"]}, "Choose from the list."),
        ("right", {"right": ""}, "Is that right? Choose yes or no."),
        ("postcode", {"postcode": "Crawley"}, "Write a full postcode"),
    ],
)
def test_another_answer_is_told_what_to_write(name: str, changed: dict[str, Any], said: str) -> None:
    assert said in error_of(name, **changed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9:30am", time(9, 30)),
        ("2 PM", time(14)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("14:05", time(14, 5)),
        ("midday", time(12)),
    ],
)
def test_a_time_may_be_typed_as_people_say_it(typed: str, kept: time) -> None:
    assert Everything.base_fields["start"].clean(typed) == kept


def test_a_file_of_another_ending_or_too_large_is_refused() -> None:
    field = Everything.base_fields["photo"]
    assert field.clean(SimpleUploadedFile("a.PNG", b"x"))
    for file, said in (
        (SimpleUploadedFile("a.exe", b"x"), ".png"),
        (SimpleUploadedFile("a.png", b"x" * 11), "at most"),
    ):
        with pytest.raises(forms.forms.ValidationError, match=said):
            field.clean(file)


def test_what_is_optional_may_be_left_out_and_says_so() -> None:
    class Optional(forms.Form):
        price = forms.Money("Price", required=False)
        born = forms.Date("Born", required=False)
        start = forms.Time("Start", required=False)
        right = forms.YesNo("Right?", required=False)

    form = Optional(QueryDict())
    assert form.is_valid()
    assert set(form.cleaned_data.values()) == {None}
    assert "Price (optional)" in written(form).words("label")

    class Search(Optional):
        says_optional = False

    assert "Price" in written(Search(QueryDict())).words("label")
    assert "Price (optional)" in written(form).words("label")


def test_every_input_has_a_label_or_stands_in_a_named_group() -> None:
    page = written(Everything())
    labels = {a.get("for") for a in page.all("label")}
    for tag in ("input", "textarea", "select"):
        for one in page.all(tag):
            assert one.get("type") == "hidden" or one["id"] in labels, one
    assert "Date of birth" in page.words("legend")


def test_hint_and_error_are_read_with_the_field_and_the_summary_leads_to_it() -> None:
    form = Everything(QueryDict())
    page = written(form)
    (name,) = page.all("input", name="name")
    assert name["aria-describedby"] == "id_name-hint id_name-error"
    ids = {a.get("id") for _, a, _ in page.found}
    for problem in form.problems():
        assert not problem["href"] or problem["href"].removeprefix("#") in ids, problem
    assert {"#id_born-day", "#id_way", "#id_needs"} <= {p["href"] for p in form.problems()}


def test_a_link_of_the_summary_that_led_nowhere_would_be_found() -> None:
    form = Everything(QueryDict())
    form.fields["born"].first_part = "-nowhere"  # type: ignore[attr-defined]
    ids = {a.get("id") for _, a, _ in written(form).found}
    assert any(p["href"] and p["href"].removeprefix("#") not in ids for p in form.problems())


def test_what_was_typed_is_kept_when_something_is_to_be_mended() -> None:
    page = written(Everything(sent(price="lots", **{"born-month": "feb", "born-day": "31"})))
    assert page.all("input", name="price")[0]["value"] == "lots"
    assert [page.all("input", name=f"born-{part}")[0]["value"] for part in ("day", "month", "year")] == [
        "31",
        "feb",
        "2008",
    ]
    assert "checked" in page.all("input", value="bus")[0]
    assert "checked" in page.all("input", value="no")[0]
    assert [("checked" in a) for a in page.all("input", name="needs")] == [True, True]
    assert "selected" in page.all("option", value="2")[0]


def test_a_text_of_several_lines_comes_back_letter_for_letter() -> None:
    text = "first\n  second, with space\n\nlast </textarea><script>"
    page = Parts(str(Everything(sent(about=text))["about"]))
    assert not page.all("script")
    assert "".join(t for tag, _, words in page.found if tag == "textarea" for t in words) == text


def test_stored_values_are_shown_as_people_write_them() -> None:
    stored = {"price": 10240, "born": date(2008, 3, 3), "start": time(14), "right": True, "needs": ["quiet"]}
    page = written(Everything(initial=stored))
    assert page.all("input", name="price")[0]["value"] == "102.40"
    assert page.all("input", name="born-year")[0]["value"] == "2008"
    assert page.all("input", name="start")[0]["value"] == "2pm"
    assert "checked" in page.all("input", value="yes")[0]
    assert not Everything(sent(**{"born-month": "3"}), initial={"born": date(2008, 3, 3)})["born"]._has_changed()


def test_every_form_that_changes_something_carries_both_keys_and_a_search_carries_none() -> None:
    macros = pages.shared(asked())["forms"]
    form = Everything()
    page = Parts(str(macros.form(form, "Save")))
    assert len(page.all("input", name="csrfmiddlewaretoken")) == len(page.all("input", name="form_key")) == 1
    assert page.all("form")[0]["enctype"] == "multipart/form-data"
    assert not Parts(str(macros.form(form, "Find", method="get"))).all("input", name="form_key")
    other = Parts(str(macros.form(form, "Save"))).all("input", name="form_key")[0]["value"]
    assert other != page.all("input", name="form_key")[0]["value"]


def test_phones_are_told_which_keyboard_and_browsers_what_they_may_fill_in() -> None:
    page = written(Everything())
    assert page.all("input", name="days")[0]["inputmode"] == "numeric"
    assert page.all("input", name="mail")[0]["autocomplete"] == "email"
    assert page.all("input", name="born-day")[0]["autocomplete"] == "bday-day"
    assert page.all("input", name="photo")[0]["accept"] == ".png"


def test_a_question_can_be_the_heading_of_its_page() -> None:
    class One(forms.Form):
        how = forms.Choice("How was today?", choices=[("good", "Good")], as_heading=True)

    assert written(One()).words("h1") == ["How was today?"]


def test_a_field_of_another_make_is_refused() -> None:
    class Other(forms.Form):
        name = forms.forms.CharField()

    with pytest.raises(TypeError, match="name"):
        list(Other(QueryDict("name=x")).as_sent())


# ------------------------------------------------------------------------------ two people changed the same thing


class Note(forms.Form):
    text = forms.LongText("What helps me")
    born = forms.Date("Date of birth", required=False)
    needs = forms.Choices("Needs", choices=[("a", "A"), ("b", "B")], required=False)
    version = forms.Version()


MINE = "text=mine&born-day=1&born-month=2&born-year=2008&needs=a&needs=b&version=1"
THEIRS = {"text": "theirs", "born": date(2009, 2, 1), "needs": ["a", "b"]}


def test_only_what_differs_is_asked_and_both_texts_stand_side_by_side() -> None:
    form = Note(QueryDict(MINE))
    assert form.is_valid()
    assert [(d.name, d.mine, d.theirs) for d in form.differences(THEIRS)] == [
        ("text", "mine", "theirs"),
        ("born", "1 February 2008", "1 February 2009"),
    ]
    page = Parts(str(pages.shared(asked())["forms"].both_changed(form, THEIRS, "Jo", 4)))
    assert {"mine", "theirs"} <= set(page.words("p"))
    assert [a["value"] for a in page.all("input", name="needs")] == ["a", "b"]
    assert page.all("input", name="seen_version")[0]["value"] == "4"
    assert page.all("input", name="version")[0]["value"] == "1"


def test_what_was_chosen_is_kept_and_counts_as_a_change_of_the_version_that_was_seen() -> None:
    again = QueryDict(f"{MINE}&seen_version=4&differs=text&differs=born&keep-text=mine&keep-born=theirs")
    form = Note(forms.chosen(Note, again, THEIRS))
    assert form.is_valid()
    assert (form.cleaned_data["text"], form.cleaned_data["born"]) == ("mine", date(2009, 2, 1))
    assert form.cleaned_data["version"] == 4


def test_without_every_choice_the_old_version_stays_so_that_it_is_asked_again() -> None:
    again = QueryDict(f"{MINE}&seen_version=4&differs=text&differs=born&keep-text=mine")
    assert forms.chosen(Note, again, THEIRS)["version"] == "1"


def test_a_form_that_nobody_else_changed_goes_through_as_it_is() -> None:
    data = QueryDict(MINE)
    assert forms.chosen(Note, data, THEIRS) is data


def test_messages_follow_the_language_of_the_page() -> None:
    with translation.override("cy"):
        assert Everything(QueryDict()).errors["name"] == ["Write your name."]
