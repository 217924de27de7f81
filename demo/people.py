"""Who plays which part in the demo and the tests, and the made-up ids of everything around them.

The names are for the Teams test client's window only: the product knows its people by object id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("6f2d9a54-31c7-5c0e-9a43-0b7e8f1d2c60")
"""The root of every made-up id; the same on every machine, so a picture taken today can be taken again."""


def object_id(name: str) -> str:
    """Return the object id that belongs to a name, e.g. `person/aino`."""
    return str(uuid5(NAMESPACE, name))


TENANT_ID: Final = object_id("tenant")
APP_ID: Final = object_id("app")
BOT_ID: Final = f"28:{APP_ID}"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody with a part to play; `locale` is what the person's Teams client says."""

    key: str
    given_name: str
    surname: str
    locale: str

    @property
    def name(self) -> str:
        """Return the name shown in the window."""
        return f"{self.given_name} {self.surname}"

    @property
    def aad_object_id(self) -> str:
        """Return the id in the directory."""
        return object_id(f"person/{self.key}")

    @property
    def member_id(self) -> str:
        """Return the id the channel uses for the person."""
        return f"29:{self.key}"

    @property
    def chat_id(self) -> str:
        """Return the id of the personal chat with the bot."""
        return f"a:{self.key}"

    @property
    def language(self) -> str:
        """Return the language of the locale."""
        return self.locale.partition("-")[0]


AINO: Final = DemoPerson("aino", "Aino", "Employee", "fi-FI")
EERO: Final = DemoPerson("eero", "Eero", "Supervisor", "fi-FI")
HELMI: Final = DemoPerson("helmi", "Helmi", "HR", "fi-FI")
ONNI: Final = DemoPerson("onni", "Onni", "Elsewhere", "sv-FI")
SAGA: Final = DemoPerson("saga", "Saga", "Management", "en-GB")
ARVI: Final = DemoPerson("arvi", "Arvi", "Administrator", "fi-FI")

CAST: Final = (AINO, EERO, HELMI, ONNI, SAGA, ARVI)
"""Six people: the test client shows one of them a window and lists exactly five others."""
