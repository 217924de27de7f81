"""Where a file may go, and what is made of a OneDrive that does not take it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from delivery import files as module
from delivery.files import CLOUDS, LONGEST_WAIT, MOST_TRIES, UploadHosts, Uploads
from tests.conversations.onedrive import LoopbackOneDrive

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
CONTENT = b"PK\x03\x04 a file" * 1000
HOSTS, AT_HOME = UploadHosts(), UploadHosts(loopback_http=True)
SESSION = "/personal/aino_contoso_com/_api/v2.0/drive/items/01/uploadSession?guid='x'&tempauth=v1.eyJ"


class Office:
    """Uploads to a loopback OneDrive, and how long was waited between them."""

    def __init__(self, drive: LoopbackOneDrive, session: aiohttp.ClientSession) -> None:
        self.drive = drive
        self.waited: list[float] = []
        self.uploads = Uploads(session, AT_HOME, clock=lambda: NOW, sleep=self._sleep)

    async def store(self, name: str = "result.xlsx") -> str | None:
        return await self.uploads.store(self.drive.place(name)["uploadUrl"], CONTENT)

    async def _sleep(self, seconds: float) -> None:
        self.waited.append(seconds)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with (
        LoopbackOneDrive() as drive,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
    ):
        yield Office(drive, session)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_host_of_microsofts_clouds_is_allowed_over_https(cloud):
    assert HOSTS.allows(f"https://contoso-my{cloud}{SESSION}")
    assert HOSTS.allows(f"https://contoso-my{cloud}:443/x")
    assert not HOSTS.allows(f"http://contoso-my{cloud}{SESSION}")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "contoso-my.sharepoint.com/x",
        "//contoso-my.sharepoint.com/x",
        "https://sharepoint.com/",
        "https://evilsharepoint.com/",
        "https://contoso.sharepoint.com.evil.example/",
        "https://contoso.sharepoint.com@evil.example/",
        "https://evil.example/?.sharepoint.com",
        "https://evil.example/#.sharepoint.com",
        "https://evil.example#.sharepoint.com",
        "https://evil.example\\.sharepoint.com/",
        "https://user:secret@contoso.sharepoint.com/",
        "https://contoso.sharepoint.com:8443/",
        "https://contoso.sharepoint.com:x/",
        "https://contoso.sharepoint.com./",
        "https://contoso.sharepoint.com\n/",
        "https://contoso.sharepoint.com /",
        "https://contoso.shаrepoint.com/",  # noqa: RUF001  # a Cyrillic letter, on purpose
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1/",
        "http://127.0.0.1/",
        "http://localhost/",
        "ftp://contoso.sharepoint.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_everything_else_is_refused(url):
    assert not HOSTS.allows(url)


def test_plain_http_is_for_this_machine_in_development_only():
    for url in ("http://127.0.0.1:5/x", "http://localhost/x", "http://[::1]:5/x"):
        assert AT_HOME.allows(url)
        assert not HOSTS.allows(url)
    assert not AT_HOME.allows("http://evil.example/")


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_around_a_host_makes_an_address_that_two_parsers_read_in_two_ways(before, after):
    url = f"https://{before}.sharepoint.com{after}"
    if HOSTS.allows(url):
        assert aiohttp.client.URL(url, encoded=True).host.endswith(".sharepoint.com")


async def test_a_file_is_put_whole_with_its_range_and_no_token(office: Office):
    assert await office.store() is None
    [put] = office.drive.puts
    assert put.content == CONTENT
    assert put.path.endswith("?guid=1&tempauth=secret")
    size = len(CONTENT)
    assert put.headers["Content-Range"] == f"bytes 0-{size - 1}/{size}"
    assert put.headers["Content-Length"] == str(size)
    assert not {"Authorization", "Cookie"} & set(put.headers)


async def test_no_cookie_of_one_persons_onedrive_goes_to_another(office: Office):
    await office.store()
    await office.store("other.xlsx")
    assert all("Cookie" not in put.headers for put in office.drive.puts)


@pytest.mark.parametrize(
    ("status", "trouble", "tries"),
    [
        (400, "refused", 1),
        (401, "refused", 1),
        (403, "refused", 1),
        (404, "gone", 1),
        (409, "gone", 1),
        (416, "gone", 1),
        (413, "too-large", 1),
        (507, "full", 1),
        (202, "refused", 1),
        (429, "busy", MOST_TRIES),
        (500, "unreachable", MOST_TRIES),
        (503, "unreachable", MOST_TRIES),
    ],
)
async def test_a_refusal_has_a_name_and_what_may_pass_is_tried_again(office: Office, status, trouble, tries):
    office.drive.refusals = [(status, {})] * 5
    assert await office.store() == trouble
    assert len(office.drive.puts) == tries


async def test_what_passes_is_stored_at_a_later_try(office: Office):
    office.drive.refusals = [(503, {}), (429, {"Retry-After": "7"})]
    assert await office.store() is None
    assert office.waited == [2.0, 7.0]
    assert [put.content for put in office.drive.puts] == [CONTENT] * 3


async def test_nobody_waits_longer_than_an_answer_is_of_use(office: Office):
    office.drive.refusals = [(429, {"Retry-After": str(LONGEST_WAIT + 1)})]
    assert await office.store() == "busy"
    assert office.waited == []


async def test_a_redirect_is_not_followed(office: Office):
    office.drive.refusals = [(307, {"Location": f"{office.drive.url}/elsewhere"})]
    assert await office.store() == "refused"
    assert len(office.drive.puts) == 1


async def test_an_answer_that_does_not_come_is_tried_again_and_then_told(office: Office, monkeypatch):
    monkeypatch.setattr(module, "TIMEOUT", aiohttp.ClientTimeout(total=0.05))
    office.drive.slow = 5
    assert await office.store() == "unreachable"
    assert office.waited == [2.0, 4.0]


async def test_a_host_that_nobody_allowed_hears_nothing(office: Office):
    async with aiohttp.ClientSession() as session:
        strict = Uploads(session, HOSTS, clock=lambda: NOW)
        assert await strict.store(office.drive.place()["uploadUrl"], CONTENT) == "forbidden-host"
    assert office.drive.puts == []


async def test_a_failure_is_one_line_in_the_log_without_the_address(office: Office):
    office.drive.refusals = [(403, {})]
    with capture_logs() as lines:
        await office.store("Kotihoito.xlsx")
        await office.uploads.store("https://evil.example/Kotihoito", CONTENT)
        await office.store()
    assert [(line["event"], line["reason"], line["status"]) for line in lines] == [
        ("file_not_stored", "refused", 403),
        ("file_not_stored", "forbidden-host", 0),
    ]
    told = json.dumps(lines)
    assert not [word for word in ("Kotihoito", "127.0.0.1", "evil", "secret", "upload/") if word in told]
