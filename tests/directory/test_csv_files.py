from __future__ import annotations

import pytest

from directory.csv_files import BadFiles, read_directory
from directory.organisation import Person

AINO = "0a000000-0000-4000-8000-00000000a1a0"
EERO = "0e000000-0000-4000-8000-000000000ee0"
UNITS = b"code,parent_code,level,name_fi,name_sv,name_en\n"
PEOPLE = b"aad_object_id,unit_code,language,supervises,roles\n"


def test_units_and_people_are_read(read):
    found = read(people=f"{AINO.upper()},B,FI,,\n{EERO},B,, B ; C;B;,hr;Admin\n")
    assert list(found.units) == ["A", "B", "C"]
    assert found.units["B"].name("sv") == "Köket"
    assert found.people[AINO] == Person(AINO, "B", "fi", (), frozenset())
    assert found.people[EERO] == Person(EERO, "B", None, ("B", "C"), frozenset({"hr", "admin"}))


def test_units_may_come_in_any_order_and_people_may_be_none(read):
    assert list(read("B,A,,b,,\nA,,,a,,\n").units) == ["A", "B"]


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n", "\n\n", "\r\n \t\r\n"])
def test_any_line_ending_and_blank_lines_are_fine(read, ending):
    assert list(read(UNITS + f"A,,,Ä,,{ending}B,A,,b,,{ending}".encode()).units) == ["A", "B"]


def test_a_byte_order_mark_and_a_missing_last_line_end_are_fine(read):
    assert read(b"\xef\xbb\xbf" + UNITS + "A,,,Ä,,".encode()).root.name_fi == "Ä"


def test_blank_lines_and_long_fields_keep_the_line_numbers_right(complaints):
    assert complaints('A,,,"Kaupungin\ntalo",,\n\nB,X,,b,,\n') == [
        "units.csv line 5: unknown parent unit 'X'"
    ]


def test_names_lose_control_characters_and_blanks_at_their_ends(read):
    found = read('A,,,"  Keit\x07tiö\t1\r\nja\u00a0 sali\x9d ",\u00a0,\n')
    assert (found.root.name_fi, found.root.name_sv) == ("Keittiö 1 ja\u00a0 sali", "")


@pytest.mark.parametrize(
    "name",
    [
        "<b>Keittiö</b> & **sali** [x](http://x)",
        "👩\u200d🍳 Keittiö 🇫🇮",
        "\u202bמרפאה\u202c \u200fمطبخ",
        "a\u2028b",
        '"Sini"',
    ],
)
def test_markup_emoji_and_right_to_left_names_pass_untouched(read, name):
    quoted = name.replace('"', '""')
    assert read(f'A,,,"{quoted}",,\n').root.name_fi == name


def test_every_bad_line_of_both_files_is_named_in_order(complaints):
    assert complaints(
        "A,,,a,,\nB,X,,b,,\nB,A,,b2,,\nC,A,,,,\n",
        f"{AINO},A-12,,,\n{AINO},A,de,Q;B;Z,hr;boss\nx,,,,\n{EERO},A\n",
    ) == [
        "people.csv line 2: unknown unit 'A-12'",
        "people.csv line 3: the same aad_object_id is already on line 2",
        "people.csv line 3: unknown language 'de'; known are fi, sv, en",
        "people.csv line 3: supervises the unknown unit 'Q'",
        "people.csv line 3: supervises the unknown unit 'Z'",
        "people.csv line 3: unknown role 'boss'; known are admin, hr, hr:CODE, management, privacy",
        "people.csv line 4: aad_object_id is not a UUID",
        "people.csv line 4: the unit code is empty",
        "people.csv line 5: 2 columns instead of 5",
        "units.csv line 3: unknown parent unit 'X'",
        "units.csv line 4: the unit code 'B' is already on line 3",
        "units.csv line 5: the unit 'C' has no name_fi",
    ]


def test_a_cycle_is_refused_with_its_lines(complaints):
    assert complaints("A,,,a,,\nB,D,,b,,\nC,B,,c,,\nD,C,,d,,\nE,B,,below,,\n") == [
        "units.csv line 3: units that are their own parents: 'B' (line 3), 'C' (line 4), 'D' (line 5)"
    ]


def test_a_unit_that_is_its_own_parent_is_a_cycle_and_two_cycles_are_both_named(complaints):
    assert complaints("A,,,a,,\nB,B,,b,,\nC,D,,c,,\nD,C,,d,,\n") == [
        "units.csv line 3: units that are their own parents: 'B' (line 3)",
        "units.csv line 4: units that are their own parents: 'C' (line 4), 'D' (line 5)",
    ]


def test_a_cycle_of_thousands_says_the_first_hundred_and_keeps_all(read):
    size = 5000
    with pytest.raises(BadFiles) as caught:
        read("A,,,a,,\n" + "".join(f"U{n},U{(n + 1) % size},,u,,\n" for n in range(size)))
    (problem,) = caught.value.problems
    assert len(problem.facts["units"]) == size
    assert str(problem).endswith("'U99' (line 102) and 4900 more")


def test_every_further_root_is_named_beside_the_first(complaints):
    assert complaints("A,,,a,,\nB,,,b,,\nC,,,c,,\n") == [
        "units.csv line 3: 'B' has no parent, but the root is already 'A' on line 2",
        "units.csv line 4: 'C' has no parent, but the root is already 'A' on line 2",
    ]


@pytest.mark.parametrize("units", ["", "\n\n"])
def test_no_units_are_no_root(complaints, units):
    assert complaints(units, f"{AINO},A,,,\n") == [
        "units.csv: no unit is without a parent; exactly one must be"
    ]


def test_a_tree_without_a_root_says_so_and_shows_the_cycle(complaints):
    assert complaints("A,B,,a,,\nB,A,,b,,\n") == [
        "units.csv: no unit is without a parent; exactly one must be",
        "units.csv line 2: units that are their own parents: 'A' (line 2), 'B' (line 3)",
    ]


@pytest.mark.parametrize(
    "header",
    ["", "A,,,a,,\n", "code;parent_code;level;name_fi;name_sv;name_en\n", "code,parent_code,level\n", "\n"],
)
def test_a_missing_or_wrong_header_is_one_problem(complaints, header):
    assert complaints((header + "A,,,a,,\n").encode(), f"{AINO},A,,,\n") == [
        "units.csv line 1: the header must be 'code,parent_code,level,name_fi,name_sv,name_en'"
    ]


def test_a_header_may_be_quoted_blank_padded_or_in_capitals(read):
    assert read(b'"code", parent_code,LEVEL,name_fi,name_sv,name_en\r\nA,,,a,,\r\n').root.code == "A"


def test_latin_1_is_named_with_its_first_bad_line_and_the_rest_is_still_checked(complaints):
    latin = UNITS + "A,,,a,,\nB,A,,Keittiö,Köket,\nC,A,,Päivä,,\nD,X,,d,,\n".encode("latin-1")
    assert complaints(latin) == [
        "units.csv line 3: not UTF-8; save the file as CSV UTF-8",
        "units.csv line 5: unknown parent unit 'X'",
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wider_encodings_are_named_on_the_first_line(complaints, encoding):
    assert complaints(people=(PEOPLE.decode() + f"{AINO},A,,,\n").encode(encoding)) == [
        "people.csv line 1: not UTF-8; save the file as CSV UTF-8"
    ]


def test_a_nul_byte_is_named_and_its_unit_still_counts_as_known(complaints):
    assert complaints("A,,,a,,\nB,A,,b\x00,,\n", f"{AINO},B,,,\n") == [
        "units.csv line 3: contains a NUL byte"
    ]


@pytest.mark.parametrize("row", ['B,A,,"Sini,,', 'B,A,,"Sini" x,,', 'B,A,,"a"b",,'])
def test_a_quotation_mark_left_open_costs_one_row_only(complaints, row):
    assert complaints(f"A,,,a,,\n{row}\nC,X,,c,,\n", f"{AINO},B,,,\n") == [
        "units.csv line 3: a quotation mark is not closed, or stands where none belongs",
        "units.csv line 4: unknown parent unit 'X'",
    ]


def test_a_root_in_a_row_of_wrong_length_makes_no_further_noise(complaints):
    assert complaints("A,,,a,,,\nB,A,,b,,\n", f"{AINO},A,,,\n") == [
        "units.csv line 2: 7 columns instead of 6"
    ]


def test_overlong_fields_are_named_with_their_column(complaints):
    assert complaints(f"A,,,{'ä' * 200},,{'x' * 201}\n") == [
        "units.csv line 2: 'name_en' has 201 characters, the limit is 200"
    ]


def test_a_long_list_of_short_codes_is_fine_but_no_long_code(read, complaints):
    codes = [f"U{n}" for n in range(200)]
    units = "A,,,a,,\n" + "".join(f"{code},A,,u,,\n" for code in codes)
    assert len(read(units, f"{AINO},A,,{';'.join(codes)},\n").people[AINO].supervises) == 200
    assert "'supervises' has 300 characters" in complaints(units, f"{AINO},A,,U1;{'x' * 300},\n")[0]


def test_an_endless_line_is_refused_without_being_kept(complaints):
    said = complaints(f"A,,,a,,\nB,A,,{'b' * 300_000},,\nC,X,,c,,\n")
    assert said == [
        "units.csv line 3: the line is longer than 100000 characters",
        "units.csv line 4: unknown parent unit 'X'",
    ]


def test_empty_codes_and_codes_with_semicolons_are_refused(complaints):
    assert complaints("A,,,a,,\n \t,A,,b,,\nC;D,A,,c,,\n") == [
        "units.csv line 3: the unit code is empty",
        "units.csv line 4: the unit code 'C;D' contains a semicolon",
    ]


@pytest.mark.parametrize(
    "object_id", ["", "aino@example.org", AINO[:-1], AINO + "0", "{" + AINO + "}", AINO.replace("-", "")]
)
def test_what_is_no_uuid_is_refused_without_repeating_it(complaints, object_id):
    assert complaints(people=f"{object_id},A,,,\n") == ["people.csv line 2: aad_object_id is not a UUID"]


def test_object_ids_that_differ_in_case_only_are_the_same(complaints):
    assert complaints(people=f"{AINO},A,,,\n{AINO.upper()},A,,,\n") == [
        "people.csv line 3: the same aad_object_id is already on line 2"
    ]


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(BadFiles) as caught:
        read_directory(tmp_path / "nowhere.csv", tmp_path)
    assert {problem.kind for problem in caught.value.problems} == {"unreadable"}
    assert "nowhere.csv: cannot be read: 'No such file or directory'" in map(str, caught.value.problems)


def test_what_would_forge_a_line_on_a_terminal_is_escaped(complaints):
    (said,) = complaints("A,,,a,,\nB,X\u202e\u2028Y,,b,,\n")
    assert said == "units.csv line 3: unknown parent unit 'X\\u202e\\u2028Y'"


def test_the_refusal_as_a_whole_is_one_line(read):
    with pytest.raises(BadFiles) as caught:
        read("A,,,a,,\nB,X,,b,,\nC,X,,c,,\n")
    assert str(caught.value) == "units.csv line 3: unknown parent unit 'X' (and 1 more)"


def test_a_chart_of_thousands_of_levels_is_read(read):
    deep = "".join(f"U{n},U{n - 1},,u,,\n" for n in range(1, 5000))
    assert len(read("U0,,,u,,\n" + deep).path("U4999")) == 5000
