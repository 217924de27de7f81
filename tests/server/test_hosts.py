"""Where the bot's token may go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.hosts import ServiceHosts

HOSTS = ServiceHosts(frozenset({"smba.trafficmanager.net", "Own.example:8443"}))
AT_HOME = ServiceHosts(
    frozenset({"127.0.0.1", "localhost", "::1", "smba.trafficmanager.net"}), loopback_http=True
)


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "https://SMBA.trafficmanager.net",
        "https://smba.trafficmanager.net:443/x/y",
        "https://own.example:8443/",
    ],
)
def test_a_listed_host_is_allowed(url):
    assert HOSTS.allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smba.trafficmanager.net",
        "//smba.trafficmanager.net/",
        "http://smba.trafficmanager.net/",
        "ftp://smba.trafficmanager.net/",
        "https://trafficmanager.net/",
        "https://evil.smba.trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://evil.example\\@smba.trafficmanager.net/",
        "https://evil.example#@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net/?next=x",
        "https://smba.trafficmanager.net:x/",
        "https://smba.trafficmanager.net:99999/",
        "https://smba.trafficmanager.net\n/",
        "https://smba.trafficmanager.net /",
        "https://smbа.trafficmanager.net/",  # noqa: RUF001  # a Cyrillic letter, on purpose
        "https://own.example/",
        "https://[::1/",
        "http://127.0.0.1/",
    ],
)
def test_everything_else_is_refused(url):
    assert not HOSTS.allows(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:3978/", "http://localhost/", "http://[::1]:5/"])
def test_plain_http_is_for_loopback_in_development_only(url):
    assert AT_HOME.allows(url)
    assert not ServiceHosts(AT_HOME.names).allows(url)


def test_plain_http_to_a_real_host_is_refused_in_development_too():
    assert not AT_HOME.allows("http://smba.trafficmanager.net/")
    assert not AT_HOME.allows("http://127.0.0.2/")


@given(
    st.text() | st.text().map("https://{}".format) | st.text().map("https://smba.trafficmanager.net{}".format)
)
def test_no_text_breaks_the_check(url):
    assert HOSTS.allows(url) in {True, False}
