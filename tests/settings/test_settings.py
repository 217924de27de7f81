from __future__ import annotations

import ast
import base64
import stat
from pathlib import Path

import pytest

from directory.delta_accounts import ATTRIBUTES
from followups.working_time import read_hours
from settings import (
    BadSettings,
    Settings,
    load_settings,
    read_certificate,
    read_master_key,
    variable,
)

ROOT = Path(__file__).parents[2]
KEY = base64.b64encode(b"k" * 32).decode()
PRODUCTION = {
    "MicrosoftAppId": "app",
    "MicrosoftAppPassword": "s3cret-password",
    "MicrosoftAppTenantId": "tenant",
    "PULSSI_ALLOWED_TENANTS": "tenant",
    "PULSSI_MASTER_KEY": KEY,
}
CONTRACT = {
    "MicrosoftAppId",
    "MicrosoftAppPassword",
    "MicrosoftAppType",
    "MicrosoftAppTenantId",
    "PULSSI_ALLOWED_TENANTS",
    "PULSSI_DATABASE_URL",
    "PULSSI_BALLOT_URL",
    "PULSSI_SECRETS_URL",
    "PULSSI_MASTER_KEY",
    "PULSSI_MASTER_KEY_FILE",
    "PULSSI_HOST",
    "PULSSI_PORT",
    "PULSSI_METRICS_PORT",
    "PULSSI_TIMEZONE",
    "PULSSI_RATE",
    "PULSSI_ALLOWED_SERVICE_HOSTS",
    "PULSSI_GRAPH_URL",
    "PULSSI_LOGIN_URL",
    "PULSSI_CHANNEL_ISSUER",
    "PULSSI_CHANNEL_OPENID_METADATA_URL",
    "PULSSI_ENVIRONMENT",
}


@pytest.fixture
def setting(monkeypatch):
    """Set variables and read the settings; None takes one away."""

    def read(**variables: str | None) -> Settings:
        for name, value in variables.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        return load_settings()

    return read


@pytest.fixture
def problems(setting):
    """Set variables that are refused and give what is said about them."""

    def refused(**variables: str | None) -> tuple[str, ...]:
        with pytest.raises(BadSettings) as caught:
            setting(**variables)
        assert all(each in str(caught.value) for each in caught.value.problems)
        return caught.value.problems

    return refused


def test_every_variable_of_the_contract_is_known():
    assert {variable(field) for field in Settings.model_fields} >= CONTRACT


def test_every_setting_says_what_it_is_for():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_defaults_are_those_of_the_contract(setting):
    found = setting(PULSSI_ENVIRONMENT="development")
    assert (found.host, found.port, found.timezone, found.rate) == (
        "127.0.0.1",
        3978,
        "Europe/Helsinki",
        40,
    )
    assert Settings.model_fields["environment"].default == "production"


@pytest.mark.parametrize("field", list(Settings.model_fields))
def test_each_variable_is_read(setting, field):
    values = {"port": "4000", "metrics_port": "4001", "rate": "7", "timezone": "Europe/Stockholm"}
    values |= {"working_hours": "06:00-22:00 mon-sun", "share_after_days": "7"}
    values |= {"graph_sync": "true", "graph_unit": "jobTitle"}
    values |= {"environment": "development", "app_type": "UserAssignedMSI", "master_key": KEY}
    values |= dict.fromkeys(("database_url", "ballot_url", "secrets_url"), "sqlite:///elsewhere.db")
    values |= {"teams_app": "b1c5353a-7aca-41b3-830f-27d5218fe0e5"}
    values |= {"employee_representatives": "0a000000-0000-4000-8000-00000000a1a0"}
    urls = ("graph_url", "login_url", "service_url", "channel_openid_metadata_url")
    values |= dict.fromkeys(urls, "https://elsewhere.example")
    given = {"PULSSI_ENVIRONMENT": "development"} | {variable(field): values.get(field, "elsewhere")}
    if field == "graph_sync":
        given |= {"MicrosoftAppId": "app", "MicrosoftAppTenantId": "tenant"}
    assert getattr(setting(**given), field) != Settings.model_fields[field].default


@pytest.mark.parametrize("days", ["-1", "181", "two weeks"])
def test_results_are_shared_by_themselves_within_half_a_year_or_never(setting, problems, days):
    assert setting(PULSSI_ENVIRONMENT="development", PULSSI_SHARE_AFTER_DAYS="0").share_after_days == 0
    (problem,) = problems(PULSSI_ENVIRONMENT="development", PULSSI_SHARE_AFTER_DAYS=days)
    assert problem.startswith("PULSSI_SHARE_AFTER_DAYS: ")


@pytest.mark.parametrize("app", ["Pulssi", "b1c5353a", "b1c5353a-7aca-41b3-830f-27d5218fe0e5/x"])
def test_an_app_is_named_by_its_id(problems, app):
    (problem,) = problems(PULSSI_ENVIRONMENT="development", PULSSI_TEAMS_APP=app)
    assert problem.startswith("PULSSI_TEAMS_APP: ")


def test_employee_representatives_are_object_ids_and_what_else_stands_there_is_not_told(setting, problems):
    ids = "0A000000-0000-4000-8000-00000000A1A0, 0e000000-0000-4000-8000-000000000ee0,"
    found = setting(PULSSI_ENVIRONMENT="development", PULSSI_EMPLOYEE_REPRESENTATIVES=ids)
    assert found.employee_representatives == (
        "0a000000-0000-4000-8000-00000000a1a0",
        "0e000000-0000-4000-8000-000000000ee0",
    )
    names = f"{ids}Aino Luottamusmies"
    (problem,) = problems(PULSSI_ENVIRONMENT="development", PULSSI_EMPLOYEE_REPRESENTATIVES=names)
    assert problem == "PULSSI_EMPLOYEE_REPRESENTATIVES: number 3 is no object id of Entra"


def test_production_is_satisfied_with_what_it_needs(setting):
    found = setting(**PRODUCTION)
    assert found.is_production
    assert read_master_key(found) == b"k" * 32


@pytest.mark.parametrize("name", PRODUCTION)
@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_production_names_what_is_missing(problems, name, value):
    (problem,) = problems(**(PRODUCTION | {name: value}))
    assert problem.startswith(f"{name} ")
    assert "missing" in problem


def test_a_managed_identity_needs_no_password(setting):
    without = PRODUCTION | {"MicrosoftAppType": "UserAssignedMSI", "MicrosoftAppPassword": None}
    assert setting(**without).app_type == "UserAssignedMSI"


@pytest.mark.parametrize("name", ["SERVICE_URL", "LOGIN_URL", "GRAPH_URL", "CHANNEL_OPENID_METADATA_URL"])
def test_production_refuses_plain_http(problems, setting, name):
    plain = {f"PULSSI_{name}": "http://127.0.0.1:5000/"}
    (problem,) = problems(**PRODUCTION, **plain)
    assert problem == f"PULSSI_{name} must be https in production"
    assert setting(PULSSI_ENVIRONMENT="development", **plain)


def test_a_certificate_stands_for_the_password(setting, problems, tmp_path):
    path = tmp_path / "app.pem"
    without = PRODUCTION | {"MicrosoftAppPassword": None, "PULSSI_CERTIFICATE": str(path)}
    assert setting(**without).has_credential
    (problem,) = problems(**(PRODUCTION | {"PULSSI_CERTIFICATE": str(path)}))
    assert "keep one" in problem


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----",
        "varmenne ä",
    ],
    ids=["no file", "empty", "no key", "no certificate", "password", "no PEM"],
)
def test_a_certificate_without_its_key_is_refused_by_its_name_alone(tmp_path, content):
    path = tmp_path / "app.pem"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(BadSettings, match=r"PULSSI_CERTIFICATE: .*app\.pem"):
        read_certificate(path)


def test_a_certificate_with_its_key_is_read(tmp_path):
    path = tmp_path / "app.pem"
    path.write_text("-----BEGIN PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n")
    assert read_certificate(path) == path.read_text()


def test_the_attributes_that_may_name_a_unit_are_those_that_can_be_read(setting, problems):
    for attribute in ATTRIBUTES:
        assert setting(PULSSI_ENVIRONMENT="development", PULSSI_GRAPH_UNIT=attribute).graph_unit == attribute
    for wrong in ("displayName", "extensionAttribute16", "extensionAttribute0", "Department"):
        (problem,) = problems(PULSSI_ENVIRONMENT="development", PULSSI_GRAPH_UNIT=wrong)
        assert problem.startswith("PULSSI_GRAPH_UNIT: ")


def test_entra_is_read_at_night_only_by_an_app_that_is_known_there(setting, problems):
    (problem,) = problems(PULSSI_ENVIRONMENT="development", PULSSI_GRAPH_SYNC="true")
    assert "MicrosoftAppTenantId" in problem
    assert setting(**PRODUCTION, PULSSI_GRAPH_SYNC="true").graph_sync
    assert not setting(**PRODUCTION, PULSSI_GRAPH_SYNC="false").graph_sync


def test_production_refuses_a_generated_master_key(problems, setting, tmp_path):
    (problem,) = problems(**(PRODUCTION | {"PULSSI_MASTER_KEY": None}))
    assert "PULSSI_MASTER_KEY" in problem
    assert list(tmp_path.iterdir()) == []


def test_everything_wrong_and_everything_missing_is_named_at_once(problems):
    found = problems(
        MicrosoftAppType="Wrong",
        PULSSI_PORT="eighty",
        PULSSI_RATE="500",
        PULSSI_TIMEZONE="Europe/Nowhere",
        PULSSI_DATABASE_URL="mysql://pulssi:hunter2@db/pulssi",
        PULSSI_MASTER_KEY="c2hvcnQ=",
        PULSSI_ALLOWED_SERVICE_HOSTS="https://smba.example/",
        PULSSI_LOGIN_URL="login.example",
    )
    for name in (
        "MicrosoftAppType",
        "PULSSI_PORT",
        "PULSSI_RATE",
        "PULSSI_TIMEZONE",
        "PULSSI_DATABASE_URL",
        "PULSSI_MASTER_KEY",
        "PULSSI_ALLOWED_SERVICE_HOSTS",
        "PULSSI_LOGIN_URL",
        "MicrosoftAppId is missing",
        "MicrosoftAppPassword is missing",
        "MicrosoftAppTenantId is missing",
        "PULSSI_ALLOWED_TENANTS is missing",
    ):
        assert name in " ".join(found), name
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PULSSI_DATABASE_URL", "mysql://pulssi:hunter2@db/pulssi"),
        ("PULSSI_DATABASE_URL", "hunter2"),
        ("PULSSI_MASTER_KEY", "hunter2"),
        ("PULSSI_MASTER_KEY", base64.b64encode(b"hunter2").decode()),
    ],
)
def test_secrets_are_not_said_again(problems, name, value):
    said = str(problems(**(PRODUCTION | {name: value})))
    assert name in said
    assert "hunter2" not in said
    assert value not in said
    assert "s3cret-password" not in said


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("One, two ,,THREE", ("one", "two", "three")),
        ("smba.example:8443", ("smba.example:8443",)),
        ("[::1]", ("[::1]",)),
    ],
)
def test_lists_are_parted_by_commas(setting, given, expected):
    found = setting(PULSSI_ENVIRONMENT="development", PULSSI_ALLOWED_SERVICE_HOSTS=given)
    assert found.allowed_service_hosts == expected


@pytest.mark.parametrize("host", ["http://smba.example", "smba.example/teams", "user@smba.example", "a?b"])
def test_a_service_host_is_a_bare_name(problems, host):
    (problem,) = problems(**PRODUCTION, PULSSI_ALLOWED_SERVICE_HOSTS=f"good.example,{host}")
    assert problem.startswith("PULSSI_ALLOWED_SERVICE_HOSTS:")


@pytest.mark.parametrize("zone", ["Europe", "Nowhere/Town", "../../etc/passwd"])
def test_an_unknown_time_zone_is_refused(problems, zone):
    (problem,) = problems(**PRODUCTION, PULSSI_TIMEZONE=zone)
    assert problem.startswith("PULSSI_TIMEZONE:")


@pytest.mark.parametrize(
    "hours", ["08:00-17:00 mon-fri", "06:00-22:00 mon-sun holidays", "09:30-24:00 mon,sat-sun"]
)
def test_working_hours_are_read_as_the_rules_of_time_read_them(setting, hours):
    given = setting(**PRODUCTION, PULSSI_WORKING_HOURS=hours)
    assert read_hours(given.working_hours, given.zone).starts == hours[:5]


@pytest.mark.parametrize(
    "hours", ["8-17", "17:00-08:00 mon-fri", "08:00-17:00 ma-pe", "08:00-25:00 mon", "08:00-17:00"]
)
def test_working_hours_that_are_none_are_refused(problems, hours):
    (problem,) = problems(**PRODUCTION, PULSSI_WORKING_HOURS=hours)
    assert problem.startswith("PULSSI_WORKING_HOURS: ")


@pytest.mark.parametrize("url", ["postgresql://u:p@db/pulssi", "postgresql+psycopg://db/x", "sqlite:///x.db"])
def test_stores_may_be_sqlite_or_postgresql(setting, url):
    assert setting(**PRODUCTION, PULSSI_DATABASE_URL=url).database_url == url


def test_an_empty_variable_is_as_good_as_none(setting):
    found = setting(**PRODUCTION, PULSSI_MASTER_KEY_FILE="", PULSSI_METRICS_PORT="", PULSSI_PORT="")
    assert (found.master_key_file, found.metrics_port, found.port) == (None, None, 3978)


def test_a_dot_env_file_is_read_and_the_environment_goes_before_it(setting, tmp_path):
    lines = [f"{name}={value}" for name, value in PRODUCTION.items()]
    (tmp_path / ".env").write_text("\n".join([*lines, "PULSSI_PORT=4000", "PULSSI_HOST=0.0.0.0"]))
    found = setting(PULSSI_PORT="5000")
    assert (found.port, found.host, found.app_id) == (5000, "0.0.0.0", "app")  # noqa: S104  # only read


def test_the_master_key_may_be_in_a_file(setting, tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    found = setting(
        **(PRODUCTION | {"PULSSI_MASTER_KEY": None}), PULSSI_MASTER_KEY_FILE=str(tmp_path / "key")
    )
    assert read_master_key(found) == b"k" * 32


def test_two_master_keys_are_one_too_many(problems, tmp_path):
    (problem,) = problems(**PRODUCTION, PULSSI_MASTER_KEY_FILE=str(tmp_path / "key"))
    assert "both set" in problem


@pytest.mark.parametrize(
    "content", [None, "", "short", "ä" * 43], ids=["no file", "empty", "short", "no ascii"]
)
def test_a_key_file_that_does_not_serve_is_named(setting, tmp_path, content):
    if content is not None:
        (tmp_path / "key").write_text(content, "utf-8")
    found = setting(
        **(PRODUCTION | {"PULSSI_MASTER_KEY": None}), PULSSI_MASTER_KEY_FILE=str(tmp_path / "key")
    )
    with pytest.raises(BadSettings, match="PULSSI_MASTER_KEY_FILE"):
        read_master_key(found)


def test_development_makes_a_key_once_that_only_its_owner_reads(setting, tmp_path):
    found = setting(PULSSI_ENVIRONMENT="development")
    key = read_master_key(found)
    assert read_master_key(found) == key
    assert len(key) == 32
    assert stat.S_IMODE((tmp_path / "var" / "master.key").stat().st_mode) == 0o600


def test_nobody_else_reads_the_environment():
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if not {"tests", "demo", "bench", "build", "node_modules"} & set(path.relative_to(ROOT).parts)
        and not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
        and _reads_environment(path)
    }
    assert readers == set()


def _reads_environment(path: Path) -> bool:
    tree = ast.parse(path.read_text("utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names = {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    return bool({"environ", "getenv"} & (attributes | names))
