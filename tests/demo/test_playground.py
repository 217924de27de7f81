from __future__ import annotations

import pytest

from demo.people import AINO, CAST, EERO
from demo.playground import PlaygroundMissing, config, find_client, find_node


def test_the_window_shows_its_person_and_exactly_five_others():
    written = config(EERO)
    assert written["version"] == "0.1.1"
    assert written["currentUser"]["aadObjectId"] == EERO.aad_object_id
    assert len(written["users"]) == 5
    assert {user["id"] for user in written["users"]} == {p.member_id for p in CAST if p != EERO}


def test_no_two_windows_share_a_conversation():
    def places(person):
        written = config(person)
        return {
            written["personalChat"]["id"],
            written["groupChat"]["id"],
            written["team"]["id"],
            written["team"]["channels"][0]["id"],
        }

    assert not places(AINO) & places(EERO)


def test_missing_packages_are_named(tmp_path):
    with pytest.raises(PlaygroundMissing) as missing:
        find_client(tmp_path)
    assert missing.value.reason == "packages"


def test_a_missing_node_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PlaygroundMissing) as missing:
        find_node()
    assert missing.value.reason == "node"


@pytest.mark.parametrize(("said", "reason"), [("v18.20.0", "node-version"), ("what?", "node-version")])
def test_an_old_node_is_named(tmp_path, monkeypatch, said, reason):
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho '{said}'\n")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PlaygroundMissing) as missing:
        find_node()
    assert (missing.value.reason, missing.value.found) == (reason, said)


def test_a_new_node_is_found(tmp_path, monkeypatch):
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v22.1.0\n")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_node() == node
