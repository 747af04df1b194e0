"""The words themselves, and what the loader refuses: one planted fault for each thing it validates."""

import re
from datetime import date

import pytest

from planner import vocabulary
from planner.problem import TRANSPORT
from planner.vocabulary import Kind

WORDS = vocabulary.load()

SMALL = """
[[group]]
slug = "health"
label = "Health care"

[[area]]
slug = "employment"
label = "Employment"

[[term]]
slug = "first-aider"
label = "First aider on site"
easy = "Someone trained in first aid is close by."
group = "health"
kind = "staff"
source = "001 Appendix 3"

[[outcome]]
slug = "keep-a-job"
label = "Keep a job"
easy = "I keep my job."
area = "employment"

[[sen2]]
code = "OTH"
label = "Other difficulty"
usually = ["first-aider"]

[[lldd]]
code = "15"
label = "Asperger's syndrome"
valid_to = 2025-07-31
usually = []
"""

APPENDIX_2 = {
    "medical-care-plan",
    "medication-information",
    "staff-training-list",
    "private-treatment-room",
    "sharps-bin-and-sink",
    "first-aid-box",
    "medical-cabinet",
    "accessible-documents",
    "communication-technology",
    "additional-space",
    "mobility-care-plan",
    "hoist-and-changing-bed",
    "accessible-building",
    "manual-handling-trained-staff",
    "accessible-lunch-area",
    "accessible-tables",
    "personal-emergency-evacuation-plan",
}

APPENDIX_3 = {
    "anaphylaxis-and-allergies-trained-staff",
    "asthma-trained-staff",
    "epilepsy-trained-staff",
    "buccal-midazolam-trained-staff",
    "vns-trained-staff",
    "care-plan-writing",
    "mdt-meetings",
    "transition-report",
    "ehc-plan-report",
    "first-aider",
}


def faults_of(text: str) -> list[str]:
    with pytest.raises(ValueError) as raised:
        vocabulary.parse(text)
    return str(raised.value).splitlines()


def again(table: str) -> str:
    """The one entry of a table of SMALL, to be written a second time."""
    return re.search(rf"\[\[{table}\]\]\n(?:.+\n)+", SMALL).group()


# ------------------------------------------------------------------------------------- what the file says


def test_there_are_enough_words_to_plan_with() -> None:
    assert len(WORDS.terms) >= 85
    assert len(WORDS.outcomes) >= 26


def test_the_need_that_the_planner_itself_speaks_of_is_a_word() -> None:
    assert TRANSPORT in WORDS.terms


def test_the_terms_marked_for_the_checklist_are_the_seventeen_lines_of_appendix_2() -> None:
    assert {slug for slug, term in WORDS.terms.items() if term.checklist} == APPENDIX_2


def test_every_service_of_the_nursing_price_list_is_a_word() -> None:
    assert set(WORDS.terms) >= APPENDIX_3


def test_the_areas_are_the_four_of_preparing_for_adulthood() -> None:
    assert list(WORDS.areas) == ["employment", "independent-living", "community", "health"]


def test_every_group_has_terms_and_every_area_has_outcomes() -> None:
    assert {term.group for term in WORDS.terms.values()} == set(WORDS.groups)
    assert {outcome.area for outcome in WORDS.outcomes.values()} == set(WORDS.areas)


def test_the_terms_of_a_group_stand_together_in_the_order_of_the_groups() -> None:
    assert list(dict.fromkeys(term.group for term in WORDS.terms.values())) == list(WORDS.groups)


def test_trained_staff_are_staff() -> None:
    trained = [term for slug, term in WORDS.terms.items() if slug.endswith("-trained-staff")]
    assert trained
    assert {term.kind for term in trained} == {Kind.STAFF}


def test_no_two_terms_and_no_two_outcomes_have_the_same_label() -> None:
    for words in (WORDS.terms, WORDS.outcomes):
        labels = [word.label.casefold() for word in words.values()]
        assert len(set(labels)) == len(labels)


def test_every_source_is_a_document_we_were_given_or_says_that_we_added_it() -> None:
    for term in WORDS.terms.values():
        assert re.match(r"(000|001|002) \w|added$", term.source), term


def test_each_easy_line_is_one_sentence_of_at_most_fifteen_words() -> None:
    for word in (*WORDS.terms.values(), *WORDS.outcomes.values()):
        assert re.fullmatch(r"[A-Z][^.!?;:]*\.", word.easy), word.easy
        assert len(word.easy.split()) <= 15, word.easy


def test_outcomes_are_said_by_the_learner_and_terms_are_said_to_the_learner() -> None:
    for outcome in WORDS.outcomes.values():
        assert re.search(r"\b(I|my)\b", outcome.easy), outcome.easy
    for term in WORDS.terms.values():
        assert not re.search(r"\b(I|me|my)\b", term.easy), term.easy


def test_the_learner_is_called_nothing_else() -> None:
    others = re.compile(r"\b(pupil|student|client|case|service user|user|campus|lesson|slot|course)s?\b", re.IGNORECASE)
    for word in (*WORDS.terms.values(), *WORDS.outcomes.values()):
        assert not others.search(f"{word.label} {word.easy}"), word
    for code in (*WORDS.sen2.values(), *WORDS.lldd.values()):
        assert not others.search(code.label), code


def test_the_sen2_need_types_are_those_of_the_2025_return() -> None:
    assert " ".join(WORDS.sen2) == "SPLD MLD SLD PMLD SEMH SLCN HI VI MSI PD ASD DS OTH"


def test_the_lldd_categories_are_those_of_the_2025_26_return_with_the_days_four_of_them_ended() -> None:
    assert list(WORDS.lldd) == [*map(str, range(1, 18)), *map(str, range(93, 100))]
    ended = {code: entry.valid_to for code, entry in WORDS.lldd.items() if entry.valid_to}
    assert ended == {
        "1": date(2015, 7, 31),
        "2": date(2015, 7, 31),
        "3": date(2015, 7, 31),
        "15": date(2025, 7, 31),
    }


def test_a_code_suggests_five_to_twelve_needs_unless_it_says_nothing_about_the_learner() -> None:
    silent = {"98", "99"}
    for code in (*WORDS.sen2.values(), *WORDS.lldd.values()):
        assert len(code.usually) in ({0} if code.code in silent else range(5, 13)), code


# -------------------------------------------------------------------------------------- how it is read


def test_it_is_read_once() -> None:
    assert vocabulary.load() is vocabulary.load()


def test_nobody_can_change_it() -> None:
    with pytest.raises(TypeError):
        WORDS.terms["hoist"] = WORDS.terms["first-aider"]
    with pytest.raises(AttributeError):
        WORDS.terms["first-aider"].label = "Nurse"


def test_a_small_file_gives_what_it_says() -> None:
    words = vocabulary.parse(SMALL)
    assert dict(words.groups) == {"health": "Health care"}
    assert dict(words.areas) == {"employment": "Employment"}
    assert words.terms["first-aider"] == vocabulary.Term(
        slug="first-aider",
        label="First aider on site",
        easy="Someone trained in first aid is close by.",
        group="health",
        kind=Kind.STAFF,
        checklist=False,
        source="001 Appendix 3",
    )
    assert words.outcomes["keep-a-job"].area == "employment"
    assert words.sen2["OTH"].usually == ("first-aider",)
    assert words.lldd["15"].valid_to == date(2025, 7, 31)


def test_a_term_is_a_line_of_the_checklist_when_it_says_so() -> None:
    marked = SMALL.replace('kind = "staff"', 'kind = "staff"\nchecklist = true')
    assert vocabulary.parse(marked).terms["first-aider"].checklist


# --------------------------------------------------------------------------------- what the loader refuses


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ('group = "health"', 'group = "helth"', "term first-aider: group 'helth' is not known"),
        ('kind = "staff"', 'kind = "person"', "term first-aider: kind 'person' is not known"),
        ('area = "employment"', 'area = "work"', "outcome keep-a-job: area 'work' is not known"),
        ('usually = ["first-aider"]', 'usually = ["nurse"]', "sen2 OTH: usually 'nurse' is not known"),
        ("usually = []", 'usually = ["nurse"]', "lldd 15: usually 'nurse' is not known"),
        ("usually = []", "usually = [7]", "lldd 15: usually '7' is not known"),
        ("usually = []", 'usually = "first-aider"', "lldd 15: usually must be a list of slugs"),
        ("usually = []", 'usually = ["first-aider", "first-aider"]', "lldd 15: usually names 'first-aider' twice"),
        ("usually = []", "", "lldd 15: usually must be a list of slugs"),
        (
            'slug = "keep-a-job"',
            'slug = "Keep a job"',
            "outcome Keep a job: slug must be lower-case words joined by hyphens",
        ),
        ('slug = "keep-a-job"', "", "outcome 1: slug must be text and not empty"),
        ('code = "15"', "code = 15", "lldd 15: code must be text and not empty"),
        ('label = "First aider on site"', "", "term first-aider: label must be text and not empty"),
        ('easy = "I keep my job."', 'easy = " "', "outcome keep-a-job: easy must be text and not empty"),
        ('source = "001 Appendix 3"', "", "term first-aider: source must be text and not empty"),
        ('source = "001 Appendix 3"', 'source = "added"\nsauce = "b"', "term first-aider: sauce has no meaning here"),
        ('kind = "staff"', 'kind = "staff"\nchecklist = "yes"', "term first-aider: checklist must be true or false"),
        ("valid_to = 2025-07-31", 'valid_to = "July"', "lldd 15: valid_to must be a day, such as 2025-07-31"),
        (
            "valid_to = 2025-07-31",
            "valid_to = 2025-07-31T00:00:00",
            "lldd 15: valid_to must be a day, such as 2025-07-31",
        ),
        ("[[sen2]]", "[sen2]", "sen2: must be there, written as [[sen2]]"),
        ("[[sen2]]", "[[sen3]]", "sen3: there is no such table"),
    ],
)
def test_a_planted_fault_is_refused_and_named(good: str, bad: str, fault: str) -> None:
    assert good in SMALL
    assert fault in faults_of(SMALL.replace(good, bad))


@pytest.mark.parametrize("table", ["group", "area", "term", "outcome", "sen2", "lldd"])
def test_the_same_name_twice_is_refused_in_every_table(table: str) -> None:
    (fault,) = faults_of(SMALL + again(table))
    assert fault.startswith(f"{table} ")
    assert fault.endswith(": is there more than once")


@pytest.mark.parametrize("table", ["group", "area", "term", "outcome", "sen2", "lldd"])
def test_a_table_that_is_left_out_is_refused(table: str) -> None:
    assert f"{table}: must be there, written as [[{table}]]" in faults_of(SMALL.replace(again(table), ""))


def test_two_entries_without_a_name_are_not_taken_for_the_same() -> None:
    nameless = SMALL.replace('slug = "keep-a-job"\n', "") + again("outcome").replace('slug = "keep-a-job"\n', "")
    assert faults_of(nameless) == [f"outcome {n}: slug must be text and not empty" for n in (1, 2)]


def test_one_error_tells_every_fault_and_each_only_once() -> None:
    broken = SMALL.replace('slug = "keep-a-job"', 'slug = "Keep"').replace('kind = "staff"', 'kind = "x"')
    broken = broken.replace("usually = []", 'usually = ["nurse"]') + again("group")
    assert faults_of(broken) == [
        "group health: is there more than once",
        "term first-aider: kind 'x' is not known",
        "outcome Keep: slug must be lower-case words joined by hyphens",
        "lldd 15: usually 'nurse' is not known",
    ]


def test_a_file_that_is_not_toml_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1"):
        vocabulary.parse("[[term\n")
