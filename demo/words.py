"""The words of the made-up municipality: its services, its places and what its people write."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Final

from content.texts import Text

NAME: Final = Text("Kuulasalmen kaupunki", "Kuulasalmi stad", "City of Kuulasalmi")


@dataclass(frozen=True, slots=True)
class Field:
    """A line of work: its tulosalue, its vastuualue, and the kinds of work units in it."""

    area: Text
    name: Text
    kinds: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A made-up place; Finnish unit names take it in the genitive."""

    name: str
    genitive: str

    def unit_name(self, kind: Text) -> Text:
        """Return the name of a work unit of a kind in this place."""
        return Text(f"{self.genitive} {kind.fi}", f"{self.name} {kind.sv}", f"{self.name} {kind.en}")


_EDUCATION: Final = Text("Sivistyspalvelut", "Bildningstjänster", "Education and culture")
_OLDER: Final = Text("Ikäihmisten palvelut", "Tjänster för äldre", "Services for older people")
_HEALTH: Final = Text("Terveys- ja perhepalvelut", "Hälso- och familjetjänster", "Health and family services")
_MEALS: Final = Text("Ateria- ja puhtauspalvelut", "Måltids- och städservice", "Meals and cleaning")
_TECHNICAL: Final = Text("Tekniset palvelut", "Tekniska tjänster", "Technical services")
_CORPORATE: Final = Text("Konsernipalvelut", "Koncerntjänster", "Corporate services")

FIELDS: Final = (
    Field(
        _EDUCATION,
        Text("Varhaiskasvatus", "Småbarnspedagogik", "Early childhood education"),
        (Text("päiväkoti", "daghem", "day-care centre"),),
    ),
    Field(
        _OLDER, Text("Kotihoito", "Hemvård", "Home care"), (Text("kotihoito", "hemvård", "home care team"),)
    ),
    Field(
        _HEALTH,
        Text("Vastaanottopalvelut", "Mottagningstjänster", "Health centres"),
        (Text("terveysasema", "hälsostation", "health centre"),),
    ),
    Field(
        _MEALS,
        Text("Ateriapalvelut", "Måltidsservice", "Meal services"),
        (Text("ateriapalvelut", "måltidsservice", "meal services"),),
    ),
    Field(
        _TECHNICAL,
        Text("Kunnossapito", "Underhåll", "Maintenance"),
        (Text("kunnossapito", "underhåll", "maintenance depot"),),
    ),
    Field(
        _CORPORATE,
        Text(
            "Asiakaspalvelu ja hallinto", "Kundservice och förvaltning", "Customer service and administration"
        ),
        (
            Text("palvelupiste", "servicepunkt", "service point"),
            Text("toimistopalvelut", "kontorstjänster", "office services"),
        ),
    ),
    Field(
        _EDUCATION,
        Text("Perusopetus", "Grundläggande utbildning", "Basic education"),
        (Text("koulu", "skola", "school"),),
    ),
    Field(
        _OLDER,
        Text("Asumispalvelut", "Boendeservice", "Assisted living"),
        (Text("palvelutalo", "servicehus", "assisted living home"),),
    ),
    Field(
        _HEALTH,
        Text("Suun terveydenhuolto", "Mun- och tandvård", "Oral health care"),
        (Text("hammashoitola", "tandklinik", "dental clinic"),),
    ),
    Field(
        _MEALS,
        Text("Puhtauspalvelut", "Städservice", "Cleaning services"),
        (Text("puhtauspalvelut", "städservice", "cleaning services"),),
    ),
    Field(
        _TECHNICAL,
        Text("Vesihuolto", "Vattenförsörjning", "Water supply"),
        (Text("vesilaitos", "vattenverk", "waterworks"),),
    ),
    Field(
        _EDUCATION,
        Text("Kirjasto ja kulttuuri", "Bibliotek och kultur", "Library and culture"),
        (Text("kirjasto", "bibliotek", "library"), Text("kulttuuritalo", "kulturhus", "culture house")),
    ),
    Field(
        _HEALTH,
        Text("Perhepalvelut", "Familjetjänster", "Family services"),
        (
            Text("neuvola", "rådgivningsbyrå", "child health clinic"),
            Text("perhekeskus", "familjecenter", "family centre"),
        ),
    ),
    Field(
        _EDUCATION,
        Text("Nuoriso ja liikunta", "Ungdom och idrott", "Youth and sports"),
        (
            Text("nuorisotila", "ungdomsgård", "youth centre"),
            Text("liikuntahalli", "idrottshall", "sports hall"),
        ),
    ),
)
"""In the order in which a growing municipality gets them, so that a small one has a bit of everything."""

REGIONS: Final = (
    Text("itä", "öst", "east"),
    Text("länsi", "väst", "west"),
    Text("pohjoinen", "norr", "north"),
    Text("etelä", "söder", "south"),
)

_BEGINNINGS: Final = ("Pilke", "Tuike", "Havina", "Solina", "Utu", "Kuiske", "Säihky", "Lumo")
_ENDINGS: Final = (
    ("harju", "harjun"),
    ("niemi", "niemen"),
    ("vaara", "vaaran"),
    ("lampi", "lammen"),
    ("salo", "salon"),
    ("ranta", "rannan"),
    ("kangas", "kankaan"),
    ("mäki", "mäen"),
)

PLACES: Final = tuple(
    Place(beginning + name, beginning + genitive)
    for (name, genitive), beginning in product(_ENDINGS, _BEGINNINGS)
)

COMMENTS: Final[dict[str, tuple[str, ...]]] = {
    "fi": (
        "Hyvä porukka, mutta sijaisia on vaikea saada.",
        "Palaverit ovat vihdoin lyhyempiä. Kiitos siitä!",
        "Toivon enemmän aikaa perehdytykseen.",
        "Tieto muutoksista tulee usein myöhässä.",
        "Meillä autetaan aina, kun toisella on kiire.",
        "Työvuorot vaihtuvat liian lyhyellä varoitusajalla.",
        "Palautetta saa, kun sitä pyytää. Voisi saada muutenkin.",
    ),
    "sv": (
        "Bra stämning, men vi är för få på kvällarna.",
        "Informationen om förändringar kommer ofta för sent.",
        "Jag skulle vilja ha mer tid för inskolning.",
        "Vi hjälper varandra när det är bråttom.",
    ),
    "en": (
        "Good team, but we are short of substitutes.",
        "I would like to hear about changes earlier.",
    ),
}
