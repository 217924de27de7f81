"""Every button, word and file with a press that is like one of a real card, and who is to press them all.

A new button wants a row in docs/roles.md and a line in PRESSES.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tests.attacks.county import PARENTS
from tests.directory.test_rights import documented

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "roles.md"
NAMED: Final = ("unit", "wave", "plan", "choice", "key", "entry", "target", "stop")
"""What a card names things by."""


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody by what they are: `key` is who plays it, the rest what they lead and hold."""

    name: str
    key: str
    leads: str = ""
    stands_in: str = ""
    partner_of: str = ""
    role: str = ""
    works_in: str = "K"
    is_known: bool = True


ROLES: Final = (
    Role("an employee", "aino", works_in="KA1"),
    Role("her supervisor", "eero", leads="KA1", works_in="KA1"),
    Role("his deputy", "kb1-0", stands_in="KA1", works_in="KB1"),
    Role("the area manager", "lead-a", leads="KA", works_in="KA"),
    Role("an HR partner of the area", "kb1-1", partner_of="KA", works_in="KB1"),
    Role("HR", "helmi", role="hr"),
    Role("management", "saga", role="management"),
    Role("an administrator", "arvi", role="admin"),
    Role("the data-protection officer", "kb1-2", role="privacy", works_in="KB1"),
    Role("somebody of another unit", "kc1-0", works_in="KC1"),
    Role("their supervisor", "lead-kc1", leads="KC1", works_in="KC1"),
    Role("somebody not in the directory", "nobody", is_known=False),
)
STRANGERS: Final = ("kc1-0", "lead-kc1")
"""Those who may hear nothing of Aino's unit."""


@dataclass(frozen=True, slots=True)
class Press:
    """A press: `unit` is where the right is wanted, none where no unit is meant; `shows` is on the card then.

    Words in capitals in `data` stand for ids of the town.
    """

    data: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    shows: str = ""
    in_channel: bool = False
    gives_form_back: bool = False

    @property
    def is_of_a_unit(self) -> bool:
        """Say whether a unit alone decides what is meant."""
        return self.data.keys() & set(NAMED) == {"unit"} and not self.gives_form_back

    @property
    def elsewhere(self) -> dict[str, str]:
        """Give the same press for something that does not exist."""
        return {name: "NOWHERE" if name in NAMED else value for name, value in self.data.items()}


def _on(unit: str = "KA1", shows: str = "", **data: str) -> Press:
    return Press({"unit": unit, **data}, unit, shows)


def _of_plan(**data: str) -> Press:
    return Press({"unit": "KA1", "plan": "PLAN", **data}, "KA1")


_FORM: Final = {
    "instrument": "fiilis",
    "unit": "KA1",
    "closes": "2026-12-18",
    "closes_time": "16:00",
    "reminders": "0",
    "remind_whom": "all",
    "comments": "yes",
    "rest": "0",
}
"""What HR has written on the form of a survey."""

PRESSES: Final[Mapping[str, Press]] = MappingProxyType(
    {
        "survey.submit": Press({"wave": "OPEN"}, "KA1"),
        "survey.privacy": Press(shows="below the survey"),
        "survey.language": Press({"language": "en"}),
        "results.show": _on(shows="Unit KA1."),
        "results.detail": _on(shows="Unit KA1.", view="comments"),
        "results.level": _on("KA", "Unit KA1."),
        "results.scenario": Press(),
        "results.export": _on(shows="Unit KA1."),
        "results.export xlsx": _on(format="xlsx"),
        "results.export pptx": _on(format="pptx"),
        "results.export pdf": _on(format="pdf"),
        "results.export csv": _on(format="csv"),
        "results.export units": _on("KA", format="units"),
        "results.share": _on(shows="Unit KA1."),
        "guide.theme": _on(shows="Unit KA1."),
        "guide.agenda": _on(shows="Unit KA1."),
        "guide.post": _on(form="results"),
        "guide.held": _on(shows="Unit KA1."),
        "admin.channel": Press({"unit": "KA1"}, "KA1", "Unit KA1.", in_channel=True),
        "admin.deputy": _on(shows="Unit KA1."),
        "admin.directory": Press(),
        "admin.sync": Press({"stop": "STOP", "answer": "wait"}),
        "admin.reach": Press(),
        "admin.audit": Press(),
        "choose.propose": _on(shows="Unit KA1."),
        "choose.vote": Press({"choice": "CHOICE"}, "KA1"),
        "choose.sum": Press({"choice": "CHOICE"}, "KA1", "Unit KA1."),
        "choose.agree": _on(shows="Unit KA1."),
        "choose.feel": Press({"choice": "CHOICE", "feels": "yes"}, "KA1", "Unit KA1."),
        "choose.felt": Press({"choice": "CHOICE"}, "KA1", "Unit KA1."),
        "reminders.show": Press(shows="Reminders"),
        "reminders.pause": Press({"length": "month"}, shows="Reminders"),
        "reminders.resume": Press(shows="Reminders"),
        "settings.show": Press(shows="Settings"),
        "settings.save": Press({"language": "en"}, shows="Settings"),
        "comments.review": Press(),
        "comments.release": Press({"key": "COMMENT"}, "K"),
        "comments.delete": Press({"key": "COMMENT"}, "K"),
        "followup.report": Press({"plan": "PLAN"}, "KA1"),
        "followup.snooze": Press({"plan": "PLAN", "number": "1", "weeks": "1"}, "KA1"),
        "followup.done": Press({"plan": "PLAN", "number": "1"}, "KA1"),
        "waves.new": Press(),
        "waves.open": Press(_FORM, gives_form_back=True),
        "waves.preview": Press({**_FORM, "language": "en"}, gives_form_back=True),
        "waves.confirm": Press({"wave": "OPEN", "answer": "yes"}, "KA1"),
        "waves.status": Press(),
        "waves.pause": Press({"wave": "OPEN"}, "KA1"),
        "waves.resume": Press({"wave": "OPEN"}, "KA1"),
        "waves.extend": Press({"wave": "OPEN"}, "KA1"),
        "waves.close": Press({"wave": "OPEN"}, "KA1"),
        "waves.cancel": Press({"wave": "OPEN"}, "KA1"),
        "plan.show": _on(shows="Unit KA1."),
        "plan.edit": _on(shows="Unit KA1."),
        "plan.save": _of_plan(target="new"),
        "plan.share": _of_plan(),
        "plan.answer": Press({"plan": "PLAN", "target": "TARGET"}, "KA1", "Unit KA1."),
        "plan.history": _on(shows="Unit KA1."),
        "plan.export": _on(shows="Unit KA1."),
        "next.show": Press(),
        "next.calendar": Press(),
        "plans.overview": _on("KA"),
        "clock.show": Press(),
        "clock.edit": Press({"entry": "ENTRY"}),
        "clock.save": Press({"entry": "ENTRY"}),
        "clock.remove": Press({"entry": "ENTRY"}),
        "clock.times": Press(),
    }
)


def table() -> dict[str, str]:
    """Read who may press what from the table that people read."""
    text = DOCUMENT.read_text(encoding="utf-8").partition("## Every button")[2]
    rows = re.findall(r'^\| (`[^`|]+`|"[^"|]+") \| ([^|\n]*) \|$', text, re.MULTILINE)
    buttons = [(name, who) for name, who in rows if not name.startswith("`pulssi ")]
    found = {name.strip("`"): who for name, who in buttons}
    assert len(found) == len(buttons), "a row stands twice"
    return found


def logged() -> dict[str, str]:
    """Read which commands leave a line in the audit log, by their paths."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `pulssi ([^`|]+)` \| ?([^|\n]*) \|$", text, re.MULTILINE))


def is_allowed(role: Role, who: str, unit: str) -> bool:
    """Say whether the table lets somebody press a button for a unit, or for none."""
    return role.is_known and any(_is(role, each, unit) for each in who.split(" or "))


def _is(role: Role, who: str, unit: str) -> bool:
    match who.split(" + ", maxsplit=1)[0].removesuffix(" above"):
        case "everybody":
            return True
        case "asked" | "member":
            return role.works_in == unit and not role.leads  # the answer of whoever leads counts above
        case act if who.endswith(" above"):
            is_own = unit in {role.leads, role.stands_in}
            return _may(role, act, _path(unit)[1:]) and not is_own
        case act:
            return _may(role, act, () if who.endswith(" + whole") else _path(unit) if unit else None)


def _may(role: Role, act: str, path: tuple[str, ...] | None) -> bool:
    """Read the table of acts; None as a path stands for anywhere."""
    held = {
        "supervisor": role.leads,
        "deputy": role.stands_in,
        "hr": role.partner_of,
    }
    return any(
        holder == role.role or (bool(code := held.get(holder)) and (path is None or code in path))
        for holder in documented()[act]
    )


def _path(unit: str) -> tuple[str, ...]:
    """Give a unit and those above it."""
    above = PARENTS[unit]
    return (unit, *(_path(above) if above else ()))
