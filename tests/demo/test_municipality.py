from __future__ import annotations

from collections import Counter

import pytest

from content.loader import load_instruments
from content.texts import LANGUAGES
from demo.municipality import SEED, made_up_answers, municipality, write_csv
from demo.people import AINO, ARVI, CAST, EERO, HELMI, ONNI, SAGA
from demo.shape import LARGEST, LEVELS, SMALLEST, ImpossibleSizes
from directory.csv_files import read_directory


@pytest.fixture(scope="module")
def kuulasalmi():
    return municipality()


@pytest.fixture(scope="module")
def instrument():
    return load_instruments()["tyoelaman-laatu"]


def _work_units(organisation):
    return [unit for unit in organisation.units.values() if unit.level == LEVELS[-1]]


def _sizes(organisation):
    members = Counter(person.unit_code for person in organisation.people.values())
    return [members[unit.code] for unit in _work_units(organisation)]


def test_the_municipality_has_exactly_as_many_people_and_work_units_as_asked(kuulasalmi):
    assert len(kuulasalmi.people) == 3835
    assert len(_work_units(kuulasalmi)) == 300


@pytest.mark.parametrize(("people", "units"), [(60, 2), (150, 12), (700, 120), (14_000, 1_000)])
def test_other_sizes_are_exact_too(people, units):
    organisation = municipality(people=people, units=units)
    assert len(organisation.people) == people
    assert len(_sizes(organisation)) == units
    assert {person.aad_object_id for person in CAST} <= set(organisation.people)


@pytest.mark.parametrize(("people", "units"), [(100, 50), (10_000, 20)])
def test_sizes_that_do_not_fit_are_refused(people, units):
    with pytest.raises(ImpossibleSizes):
        municipality(people=people, units=units)


def test_work_units_are_small_as_they_are_in_life(kuulasalmi):
    sizes = _sizes(kuulasalmi)
    assert min(sizes) >= SMALLEST
    assert max(sizes) <= LARGEST
    assert sum(size <= 15 for size in sizes) > len(sizes) / 2
    assert sum(size >= 25 for size in sizes) > len(sizes) / 30


def test_the_tree_has_the_four_usual_levels(kuulasalmi):
    for unit in _work_units(kuulasalmi):
        path = kuulasalmi.path(unit.code)
        assert tuple(kuulasalmi.units[code].level for code in path) == LEVELS


def test_every_unit_has_a_name_of_its_own_in_each_language(kuulasalmi):
    for language in LANGUAGES:
        names = [unit.name(language) for unit in kuulasalmi.units.values()]
        assert len(set(names)) == len(names)


def test_every_unit_but_the_whole_has_one_supervisor_who_is_in_it(kuulasalmi):
    led = Counter(code for person in kuulasalmi.people.values() for code in person.supervises)
    assert led == Counter({code: 1 for code in kuulasalmi.units if code != kuulasalmi.root.code})
    assert all(set(p.supervises) <= {p.unit_code} for p in kuulasalmi.people.values())


def test_the_cast_has_its_parts(kuulasalmi):
    aino, eero, helmi, onni, saga, arvi = (kuulasalmi.people[person.aad_object_id] for person in CAST)
    assert eero.supervises == (aino.unit_code,)
    assert not aino.supervises
    assert not onni.supervises
    assert kuulasalmi.path(onni.unit_code)[1] != kuulasalmi.path(aino.unit_code)[1]
    assert [next(iter(p.roles)) for p in (helmi, arvi, saga)] == ["hr", "admin", "management"]
    assert sum(bool(person.roles) for person in kuulasalmi.people.values()) == 3


def test_most_people_speak_finnish_some_swedish_and_a_few_english(kuulasalmi):
    spoken = Counter(person.language for person in kuulasalmi.people.values())
    assert spoken["fi"] > 3000
    assert 200 < spoken["sv"] < 600
    assert 50 < spoken["en"] < 200


def test_the_same_seed_gives_the_same_municipality_and_the_same_answers(kuulasalmi, instrument):
    again = municipality()
    assert again.people == kuulasalmi.people
    assert list(again.units.items()) == list(kuulasalmi.units.items())
    assert list(made_up_answers(again, instrument)) == list(made_up_answers(kuulasalmi, instrument))
    assert municipality(seed=SEED + 1).people != kuulasalmi.people


def test_the_written_files_are_read_back_unchanged(kuulasalmi, tmp_path):
    organisation = read_directory(*write_csv(kuulasalmi, tmp_path))
    assert organisation.people == kuulasalmi.people
    assert organisation.units == kuulasalmi.units


def test_the_written_files_hold_no_names_of_people(kuulasalmi, tmp_path):
    _, people = write_csv(kuulasalmi, tmp_path)
    text = people.read_text(encoding="utf-8")
    assert not [person.name for person in CAST if person.given_name in text or person.surname in text]


def test_about_half_answer_and_every_answer_is_on_its_scale(kuulasalmi, instrument):
    given = list(made_up_answers(kuulasalmi, instrument))
    assert 0.45 < len(given) / len(kuulasalmi.people) < 0.55
    values = Counter(value for _, answers, _ in given for value in answers.values())
    assert set(values) == {0, 1, 2, 3, 4, 5}
    assert 0.01 < values[0] / values.total() < 0.05
    assert all(tuple(answers) == instrument.item_ids for _, answers, _ in given)
    assert 50 < sum(bool(comment) for _, _, comment in given) < 300


def test_every_shipped_instrument_can_be_answered(kuulasalmi):
    for shipped in load_instruments().values():
        highest = {item.id: len(shipped.scale_of(item).labels) for item in shipped.items}
        for _, answers, _ in made_up_answers(kuulasalmi, shipped):
            assert all(0 <= value <= highest[item] for item, value in answers.items())


def test_units_differ_as_they_do_in_life(kuulasalmi, instrument):
    by_unit: dict[str, list[float]] = {}
    for person, answers, _ in made_up_answers(kuulasalmi, instrument):
        seen = [value for value in answers.values() if value]
        by_unit.setdefault(person.unit_code, []).append(sum(seen) / len(seen))
    means = [sum(unit) / len(unit) for unit in by_unit.values() if len(unit) >= 5]
    assert min(means) < 3.3
    assert max(means) > 4.0


def test_ainos_unit_is_large_enough_to_show_everything_and_onnis_is_not(kuulasalmi, instrument):
    answered = Counter(person.unit_code for person, _, _ in made_up_answers(kuulasalmi, instrument))
    assert answered[kuulasalmi.people[AINO.aad_object_id].unit_code] >= 12
    assert answered[kuulasalmi.people[ONNI.aad_object_id].unit_code] < 5


def test_each_of_the_cast_is_somebody_else():
    assert len({person.aad_object_id for person in CAST}) == 6
    assert {AINO.language, EERO.language, HELMI.language, ARVI.language} == {"fi"}
    assert (ONNI.language, SAGA.language) == ("sv", "en")
