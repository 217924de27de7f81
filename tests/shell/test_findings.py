"""What the last reading of the directory came upon, at the shell, and units by the codes they got later."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from demo.municipality import municipality, write_csv
from tests.shell.conftest import Ended, Shell


async def bring(shell: Shell, units: Path, people: Path) -> Ended:
    ended = await shell.run("org", "import", "--units", str(units), "--people", str(people))
    assert ended.code == 0, ended.err
    return ended


def with_other_codes(file: Path, columns: tuple[str, ...]) -> None:
    """Put a letter before every code of a file."""
    with file.open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        for row in rows:
            changed = {
                name: ";".join(f"X{code}" for code in row[name].split(";") if code) for name in columns
            }
            writer.writerow(row | changed)


async def test_nothing_is_found_before_the_first_reading_and_renames_are_afterwards(shell: Shell):
    none = await shell.run("org", "findings")
    assert (none.code, none.out.strip()) == (0, "the directory has not been read yet")
    units, people = write_csv(municipality(people=60, units=4), shell.folder)
    await bring(shell, units, people)
    told = json.loads((await shell.run("org", "findings", "--json")).out)
    assert (told["source"], told["waiting"], told["findings"]) == ("files", None, [])
    with_other_codes(units, ("code", "parent_code"))
    with_other_codes(people, ("unit_code", "supervises"))
    assert (await bring(shell, units, people)).out.strip() == "nothing to change"
    found = json.loads((await shell.run("org", "findings", "--json")).out)["findings"]
    assert {each["kind"] for each in found} == {"renamed"}
    assert {each["word"] for each in found} == {f"X{each['unit']}" for each in found}
    table = (await shell.run("org", "findings")).out
    assert all(each["word"] in table for each in found)
    kept = found[0]["unit"]
    hours = await shell.run("hours", "set", "--unit", f"X{kept}", "--from", "07:00", "--to", "15:00")
    assert f"set: {kept} 07:00" in hours.out, hours.err
    unknown = await shell.run("hours", "set", "--unit", "XX", "--from", "07:00", "--to", "15:00")
    assert unknown.err.strip() == "pulssi: no unit has the code 'XX'"
