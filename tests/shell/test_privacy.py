"""`pulssi privacy report`: what it writes, and what it must never write."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from content.texts import LANGUAGES
from demo.people import APP_ID, TENANT_ID
from reports.wording import wording
from settings import Settings
from shell.privacy import UNTOLD, settings_told
from tests.reports.installation import words
from tests.shell.conftest import PROJECT, Shell

KEY = base64.b64encode(b"canary-of-the-master-key-32bytes").decode()
CANARIES = {
    "MicrosoftAppPassword": "canary-app-password",
    "PULSSI_MASTER_KEY": KEY,
    "PULSSI_DATABASE_URL": "postgresql://id_account:canary-one@id.db.example/id_name",
    "PULSSI_BALLOT_URL": "postgresql://urn_account:canary%2Ftwo@urn.db.example:5433/urn_name",
    "PULSSI_SECRETS_URL": "postgresql+psycopg://urn_account:canary-3@urn.db.example:5433/key_name",
    "PULSSI_SERVICE_URL": "https://somebody:canary-four@service.example/teams/",
}
PRODUCTION = CANARIES | {
    "PULSSI_ENVIRONMENT": "production",
    "MicrosoftAppId": APP_ID,
    "MicrosoftAppTenantId": TENANT_ID,
    "PULSSI_ALLOWED_TENANTS": TENANT_ID,
}
HOSTS = ("id.db.example", "urn.db.example", "service.example", "smba.trafficmanager.net")
SECRETS = ("canary", KEY, "id_account", "urn_account", "id_name", "urn_name", "key_name")


def written(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


async def test_both_documents_are_written_in_all_languages(shell: Shell):
    ended = await shell.run("privacy", "report")
    assert ended.code == 0, ended.err
    names = {f"{name}-{language}.html" for name in ("dpia", "information") for language in LANGUAGES}
    assert set(written(shell.folder / "build/privacy")) == names
    assert {Path(line).name for line in ended.out.split()} == names


async def test_one_language_and_another_folder_may_be_chosen(shell: Shell):
    ended = await shell.run("privacy", "report", "--language", "sv", "--output", "somewhere/else")
    assert ended.code == 0, ended.err
    assert set(written(shell.folder / "somewhere/else")) == {"dpia-sv.html", "information-sv.html"}
    refused = await shell.run("privacy", "report", "--language", "de")
    assert refused.code != 0


async def test_development_and_its_own_key_are_said(shell: Shell):
    await shell.run("privacy", "report", "--language", "en")
    page = words(written(shell.folder / "build/privacy")["dpia-en.html"])
    assert "DEVELOPMENT MODE" in page
    assert "The master key is read from a file the program has made by itself" in page
    assert "PULSSI_ALLOWED_TENANTS ANY" in page
    assert "SQLite file on the machine of the program" in page
    assert "SAME DATABASE" not in page
    assert not list(shell.folder.glob("var/*"))  # nothing is opened or made, not even a key


async def test_no_secret_and_without_asking_no_host_is_written(with_settings):
    shell = with_settings(**PRODUCTION)
    ended = await shell.run("privacy", "report")
    assert ended.code == 0, ended.err
    for name, page in written(shell.folder / "build/privacy").items():
        assert [each for each in (*SECRETS, *HOSTS) if each in page] == [], name
        assert "DEVELOPMENT" not in page


async def test_hosts_are_named_when_asked_and_secrets_still_not(with_settings):
    shell = with_settings(**PRODUCTION)
    ended = await shell.run("privacy", "report", "--with-hosts")
    assert ended.code == 0, ended.err
    for name, page in written(shell.folder / "build/privacy").items():
        assert [each for each in SECRETS if each in page] == [], name
        assert [each in page for each in HOSTS] == [name.startswith("dpia")] * len(HOSTS), name


async def test_what_is_in_force_is_told(with_settings):
    shell = with_settings(**PRODUCTION | {"PULSSI_RATE": "12", "PULSSI_TIMEZONE": "Europe/Stockholm"})
    await shell.run("privacy", "report", "--language", "en")
    page = words(written(shell.folder / "build/privacy")["dpia-en.html"])
    for told in (
        "PULSSI_RATE 12",
        "PULSSI_TIMEZONE Europe/Stockholm",
        f"PULSSI_ALLOWED_TENANTS {TENANT_ID}",
        "PULSSI_SERVICE_URL other than the default address",
        "PULSSI_GRAPH_URL Microsoft's address (default)",
        "The master key is read from an environment variable or the .env file",
        "same database account as: Secrets store",
        "same database account as: Ballot store",
    ):
        assert told in page
    assert page.count("same database account as:") == 2


async def test_stores_in_one_database_are_said_to_be(with_settings):
    shell = with_settings(
        **PRODUCTION | {"PULSSI_BALLOT_URL": "sqlite:///one.db", "PULSSI_SECRETS_URL": "sqlite:///./one.db"}
    )
    await shell.run("privacy", "report", "--language", "en")
    page = words(written(shell.folder / "build/privacy")["dpia-en.html"])
    assert "SAME DATABASE as: Secrets store" in page
    assert "SAME DATABASE as: Ballot store" in page


async def test_a_questionnaire_of_ones_own_is_listed_as_that(with_settings, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    manual = (PROJECT / "docs" / "instruments.md").read_text("utf-8")
    example = manual.partition("```toml\n")[2].partition("```")[0]
    (folder / "oma-pulssi.toml").write_text(example, "utf-8")
    shell = with_settings(PULSSI_INSTRUMENTS_FOLDER=str(folder))
    await shell.run("privacy", "report", "--language", "en")
    pages = written(shell.folder / "build/privacy")
    assert "(the organisation's own) oma-pulssi 1 1" in words(pages["dpia-en.html"])
    assert [name for name, page in pages.items() if str(tmp_path) in page] == []


async def test_wrong_settings_are_one_line(with_settings):
    ended = await with_settings(PULSSI_ENVIRONMENT="production").run("privacy", "report")
    assert ended.code == 1
    assert len(ended.err.strip().splitlines()) == 1


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_told_or_left_out_on_purpose(field):
    settings = Settings(_env_file=None, environment="development")
    told = {setting.name for setting in settings_told(settings, hosts=False)}
    assert (field in told) != (field in UNTOLD)
    assert told == set(wording("settings")["settings"])
