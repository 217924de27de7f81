"""What the first waves stored is read by every later version, word for word as it lies in the database."""

from __future__ import annotations

import json
from datetime import date

from scoring.atoms import GAIN_SCALE, Atoms
from scoring.disclosure import PastWave, plan, publish, restore
from scoring.figures import Figure
from tests.scoring.waves import Wave, pair, random_rows

TOWN = {"town": None, "day": "town", "night": "town"}
COUNTS = {"day": 6, "night": 5}

FIRST_SUMS = """
{"k":5,"items":["now","service"],"steps":[5,5],"shape":[2,2,5],
"measures":["index","factor.safety","factor.belonging","factor.purpose","capability.leadership",
"capability.supervision","capability.culture","capability.competence","capability.processes","theme.trust",
"theme.belonging","theme.capability","theme.autonomy","theme.processes"],
"members":[6,5],"histograms":[0,1,2,2,1,0,1,1,3,1,1,2,1,1,0,0,2,2,1,0],
"counts":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],
"sums":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],
"squares":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],"low":[0,0]}
"""
FIRST_RESULT = """
{"wave":"wave-1","unit":"town","tier":"full","n":11,"response_rate":61.0,"index":null,"spread":null,
"factors":{"safety":null,"belonging":null,"purpose":null},
"capabilities":{"leadership":null,"supervision":null,"culture":null,"competence":null,"processes":null},
"themes":{"trust":null,"belonging":null,"capability":null,"autonomy":null,"processes":null},
"items":{"now":3.0,"service":3.27},"covers":100,"members":[],"instrument":"tyoelaman-laatu","parameters":"",
"distributions":{"now":[35,30,35],"service":[30,25,45]}}
"""


def _published(atoms: Atoms, **more):
    return publish(
        "wave-1",
        pair(),
        parents=TOWN,
        counts=COUNTS,
        invited={"day": 9, "night": 9},
        plan=plan(TOWN, COUNTS, k=5),
        atoms=atoms,
        **more,
    )


def test_the_first_sums_are_read_without_gains_units_and_line():
    atoms = Atoms.from_json(FIRST_SUMS)
    assert atoms.members.tolist() == [6, 5]
    assert atoms.gains.tolist() == [[0, 0], [0, 0]]
    assert (atoms.cells, atoms.silent, atoms.line) == ((), (), "")
    assert Atoms.from_json(atoms.to_json()).to_json() == atoms.to_json()


def test_the_first_sums_give_the_first_result_again():
    first, again = restore(FIRST_RESULT), _published(Atoms.from_json(FIRST_SUMS))["town"]
    assert (first.items, first.distributions, first.n) == (again.items, again.distributions, again.n)
    assert first.response_rate == again.response_rate


def test_the_first_results_are_read_without_how_far_they_carry():
    first = restore(FIRST_RESULT)
    assert first.items == {"now": Figure(3.0), "service": Figure(3.27)}
    for later in (first.enps, first.margins, first.rest, first.standings, first.changes):
        assert later == {}
    assert first.strengths == first.targets == first.trend == ()
    assert first.low_share is first.intelligence is None
    assert restore(first.to_json()) == first


def test_a_wave_with_the_first_sums_behind_it_is_published():
    past = PastWave("2026-08", date(2026, 8, 1), pair(), Atoms.from_json(FIRST_SUMS))
    rows = random_rows(pair(), 11)
    result = Wave(TOWN, COUNTS, instrument=pair(), rows=rows, past=[past]).results["town"]
    assert [point.reason for point in result.trend] == ["new-unit"]
    assert result.changes == {}


def test_gains_and_sums_are_whole_numbers_in_storage():
    stored = json.loads(Wave({"team": None}, {"team": 12}).atoms.to_json())
    assert all(isinstance(number, int) for name in ("gains", "sums", "squares") for number in stored[name])
    assert GAIN_SCALE == 1_000
