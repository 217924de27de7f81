"""The calendar file, read back: whole days and local times, across clock changes and a leap day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from reports.calendar import Entry, calendar_file

HELSINKI = ZoneInfo("Europe/Helsinki")
STAMP = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
NINE = time(9)


def written(*entries: Entry, zone: ZoneInfo = HELSINKI) -> bytes:
    return calendar_file(entries, stamp=STAMP, zone=zone, language="fi")


def events(*entries: Entry) -> list[Event]:
    return list(Calendar.from_ical(written(*entries)).walk("VEVENT"))


def test_a_day_takes_the_whole_day_and_keeps_nobody_busy():
    (event,) = events(Entry("talk-w-K1", date(2028, 2, 29), "Käy tulokset läpi: Kotihoito; aamu, ilta"))
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2028, 2, 29), date(2028, 3, 1))
    assert (event["uid"], event["transp"]) == ("talk-w-K1@pulssi", "TRANSPARENT")
    assert event["summary"] == "Käy tulokset läpi: Kotihoito; aamu, ilta"
    assert event["dtstamp"].dt == STAMP


def test_nine_in_the_morning_is_nine_on_both_sides_of_a_clock_change():
    found = events(
        *(
            Entry(f"opens-{day}", date.fromisoformat(day), "Avautuu", NINE)
            for day in ("2027-03-26", "2027-03-29", "2027-10-29", "2027-11-01")
        )
    )
    assert [event["dtstart"].dt.hour for event in found] == [9] * 4
    assert [event["dtstart"].dt.astimezone(UTC).hour for event in found] == [7, 6, 6, 7]
    assert {event["dtstart"].params["TZID"] for event in found} == {"Europe/Helsinki"}
    assert {event["duration"].dt for event in found} == {timedelta(minutes=30)}


def test_the_file_brings_its_time_zone_along():
    text = written(Entry("opens-w", date(2027, 6, 1), "Avautuu", NINE)).decode()
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "TZID:Europe/Helsinki" in text
    assert "VTIMEZONE" not in written(Entry("plan-w", date(2027, 6, 1), "Suunnitelma")).decode()


def test_the_same_days_give_the_same_bytes_and_a_later_stamp_the_same_ids():
    entries = [
        Entry("opens-w", date(2027, 6, 1), "Avautuu", NINE),
        Entry("plan-w", date(2027, 7, 1), "Suunnitelma"),
    ]
    assert written(*entries) == written(*entries)
    later = calendar_file(entries, stamp=STAMP + timedelta(days=1), zone=HELSINKI, language="fi")
    uids = [event["uid"] for event in Calendar.from_ical(later).walk("VEVENT")]
    assert uids == [event["uid"] for event in events(*entries)]


def test_an_empty_calendar_is_one_too():
    assert Calendar.from_ical(written()).walk("VEVENT") == []


def test_nobody_is_invited():
    text = written(Entry("opens-w", date(2027, 6, 1), "Avautuu", NINE)).decode()
    assert not [word for word in ("ATTENDEE", "ORGANIZER", "mailto") if word in text]


@given(
    st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85"), max_size=300
    )
)
def test_any_words_come_back_and_no_line_is_too_long(summary: str):
    content = written(Entry("plan-w", date(2027, 7, 1), summary))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == summary


def test_a_line_break_in_a_name_adds_no_line_of_its_own():
    (event,) = events(Entry("plan-w", date(2027, 7, 1), "A\r\nATTENDEE:mailto:x@example.org"))
    assert "attendee" not in event
