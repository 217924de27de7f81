"""A questionnaire file is read whole, or refused."""

from __future__ import annotations

import json

import pytest

from content.loader import (
    SHIPPED,
    BadInstrument,
    Kind,
    Problem,
    instrument_from_json,
    instrument_to_json,
    load_instrument,
    load_instruments,
)


def test_a_whole_file_becomes_an_instrument(write, raw):
    instrument = load_instrument(write(raw))
    assert (instrument.id, instrument.version) == ("team-pulse", 2)
    assert instrument.item_ids == ("calm", "said-aloud")
    assert instrument.items[0].text.say("sv") == "calm sv"
    assert instrument.items[0].factor is instrument.items[0].capability is instrument.items[0].theme is None
    assert instrument.items[1].theme == "belonging"
    assert instrument.scale_of(instrument.items[1]).labels[4].en == "Label 5 en"
    assert instrument.comment is None
    assert not instrument.has_index


def test_a_file_saved_with_a_byte_order_mark_is_read(write, raw):
    path = write(raw)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_instrument(path).id == "team-pulse"


def test_an_open_question_may_be_asked(three, write, raw):
    raw["comment"] = three("Comment")
    comment = load_instrument(write(raw)).comment
    assert comment is not None
    assert comment.say("en") == "Comment en"


def test_a_file_that_is_no_toml_is_refused_with_its_line(tmp_path):
    path = tmp_path / "team-pulse.toml"
    path.write_text('id = "team-pulse"\nversion =\n', encoding="utf-8")
    with pytest.raises(BadInstrument) as refusal:
        load_instrument(path)
    (problem,) = refusal.value.problems
    assert (problem.place, problem.kind) == ("file", Kind.NOT_TOML)
    assert "line 2" in problem.found


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b'id = "\xff"')
    for path in (broken, tmp_path / "absent.toml"):
        with pytest.raises(BadInstrument) as refusal:
            load_instrument(path)
        assert refusal.value.problems == (Problem("file", Kind.NOT_READABLE),)


def test_a_refusal_says_each_problem_on_a_line_of_its_own(write, raw):
    del raw["name"]["sv"]
    raw["items"][1]["factor"] = "safty"
    path = write(raw)
    with pytest.raises(BadInstrument) as refusal:
        load_instrument(path)
    assert str(refusal.value).splitlines() == [
        str(path),
        "  name, sv: is missing",
        '  item 2 (said-aloud), factor: "safty" is not known',
    ]


def test_a_folder_is_read_whole_by_id(write, tmp_path, raw):
    write(raw)
    write({**raw, "id": "another"}, "another")
    assert list(load_instruments(tmp_path)) == ["another", "team-pulse"]


def test_without_folders_the_shipped_instruments_are_read():
    assert load_instruments() == load_instruments(SHIPPED)


def test_a_folder_of_ones_own_stands_beside_the_shipped_one(write, tmp_path, raw):
    write(raw)
    assert set(load_instruments(SHIPPED, tmp_path)) == {*load_instruments(), "team-pulse"}


def test_an_id_that_is_shipped_is_refused_in_a_folder_of_ones_own(write, tmp_path, raw):
    write({**raw, "id": "fiilis"}, "fiilis")
    write({**raw, "version": 0})
    with pytest.raises(BadInstrument) as refusal:
        load_instruments(SHIPPED, tmp_path)
    assert refusal.value.path == tmp_path
    assert refusal.value.problems == (
        Problem("fiilis.toml, id", Kind.IN_TWO_FOLDERS, "fiilis"),
        Problem("team-pulse.toml, version", Kind.NOT_A_VERSION, "0"),
    )


def test_a_folder_that_is_named_but_empty_is_refused_beside_the_shipped_one(tmp_path):
    with pytest.raises(BadInstrument) as refusal:
        load_instruments(SHIPPED, tmp_path)
    assert refusal.value.path == tmp_path
    assert refusal.value.problems == (Problem("folder", Kind.NOTHING),)


def test_a_folder_names_the_problems_of_all_its_files(write, tmp_path, raw):
    write({**raw, "version": 0})
    write({**raw, "id": "typo"}, "another")
    with pytest.raises(BadInstrument) as refusal:
        load_instruments(tmp_path)
    assert refusal.value.path == tmp_path
    assert refusal.value.problems == (
        Problem("another.toml, id", Kind.NOT_THE_FILE_NAME, "typo"),
        Problem("team-pulse.toml, version", Kind.NOT_A_VERSION, "0"),
    )


def test_a_folder_without_instruments_is_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(BadInstrument) as refusal:
            load_instruments(folder)
        assert refusal.value.problems == (Problem("folder", Kind.NOTHING),)


def test_a_frozen_instrument_outlives_a_rule_that_came_later(raw):
    raw["scales"][0]["labels"].pop()
    frozen = json.dumps({**raw, "comment": None})
    assert len(instrument_from_json(frozen).scales[0].labels) == 4


FROZEN_BEFORE_ROTATIONS = """
{"comment":null,"dont_know":{"en":"?","fi":"?","sv":"?"},"id":"old","intro":{"en":"In","fi":"Alku","sv":"Början"},
"items":[{"capability":null,"factor":null,"id":"mood","scale":"two","text":{"en":"Mood?","fi":"Fiilis?",
"sv":"Känsla?"},"theme":"trust"}],"name":{"en":"Old","fi":"Vanha","sv":"Gammal"},"scales":[{"id":"two",
"labels":[{"en":"No","fi":"Ei","sv":"Nej"},{"en":"Yes","fi":"On","sv":"Ja"}]}],"version":3}
"""


def test_what_was_frozen_before_later_keys_existed_is_still_read():
    old = instrument_from_json(FROZEN_BEFORE_ROTATIONS)
    assert (old.id, old.version, old.item_ids) == ("old", 3, ("mood",))
    assert (old.note, old.rotation, old.part) == (None, (), None)
    (mood,) = old.items
    assert (mood.theme, mood.measure, mood.for_each) == ("trust", None, None)
    assert not mood.reversed
    assert not mood.sensitive
    assert old.scale_of(mood).first == 1
    assert instrument_from_json(instrument_to_json(old)) == old


def test_later_keys_are_read_from_a_file(three, item, write, raw):
    raw["note"] = three("Note")
    raw["rotation"] = [["calm"], ["bad"]]
    raw["scales"][0]["first"] = 0
    raw["items"] = [item("calm"), item("bad", reversed=True, sensitive=True)]
    instrument = load_instrument(write(raw))
    assert instrument.note.say("sv") == "Note sv"
    assert instrument.rotation == (("calm",), ("bad",))
    assert instrument.scales[0].first == 0
    assert [(each.reversed, each.sensitive) for each in instrument.items] == [(False, False), (True, True)]


def test_freezing_keeps_every_letter_readable(write, raw):
    raw["name"]["fi"] = "Työelämä"
    assert "Työelämä" in instrument_to_json(load_instrument(write(raw)))
