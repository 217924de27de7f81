"""How a result stands to the rest of the area that the unit belongs to."""

from __future__ import annotations

from microsoft_teams.cards import CardElement

from cards.elements import line, plain, small
from cards.explained import explained
from content.instrument import Instrument
from directory.organisation import Unit
from locales import Texts
from scoring.disclosure import Published
from scoring.sentences import beside_area_in_words


def area_part(
    published: Published, area: Unit | None, *, instrument: Instrument, say: Texts
) -> list[CardElement]:
    """Compare with the rest of the area; nothing where there is none to compare with."""
    if area is None or not published.beside_area:
        return []
    compared = beside_area_in_words(published, instrument=instrument, say=say)
    return [
        *explained(say("findings.area.heading"), "area", say=say),
        small(say("findings.area.which")),
        plain(area.name(say.language)),
        *(line(name, note=note) for name, note in compared),
    ]
