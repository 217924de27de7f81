"""What the administrator may set; the only reader of the environment."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path
from secrets import token_bytes
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MASTER_KEY_BYTES = 32
HIGHEST_RATE = 50.0
_KEY_NEEDED = "32 bytes in base64 are needed (openssl rand -base64 32)"

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TIME = r"(([01]\d|2[0-3]):[0-5]\d|24:00)"
_DAYS = r"(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?"
_ATTRIBUTE = re.compile(
    "department|officeLocation|companyName|jobTitle|employeeType|division|costCenter"
    "|extensionAttribute([1-9]|1[0-5])"
)
_HOURS = re.compile(rf"{_TIME}-{_TIME} {_DAYS}(,{_DAYS})*( holidays)?")

Names = Annotated[tuple[str, ...], NoDecode]


class BadSettings(Exception):
    """Settings are missing or wrong; `problems` names every one of them."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("settings: " + "; ".join(problems))


class Settings(BaseSettings):
    """Hold the values of the environment and of `.env`; every field says what it is for."""

    model_config = SettingsConfigDict(
        env_prefix="PULSSI_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    app_id: str = Field("", validation_alias="MicrosoftAppId", description="The bot's app id in Entra.")
    app_password: SecretStr = Field(
        SecretStr(""), validation_alias="MicrosoftAppPassword", description="The app's client secret."
    )
    app_type: Literal["SingleTenant", "UserAssignedMSI"] = Field(
        "SingleTenant", validation_alias="MicrosoftAppType", description="How the app proves who it is."
    )
    app_tenant_id: str = Field(
        "", validation_alias="MicrosoftAppTenantId", description="The tenant where the app is registered."
    )
    certificate: Path | None = Field(
        None, description="A PEM file with the app's key and certificate, instead of the secret."
    )
    allowed_tenants: Names = Field((), description="Tenants that may talk to the bot, parted by commas.")
    database_url: str = Field(
        "sqlite:///var/identity.db", description="Who works where, waves, deliveries, results."
    )
    ballot_url: str = Field("sqlite:///var/ballots.db", description="Sealed ballots and participation tags.")
    secrets_url: str = Field(
        "sqlite:///var/secrets.db", description="Wrapped secrets of open waves; never backed up."
    )
    master_key: SecretStr | None = Field(None, description="32 bytes in base64 that wrap the waves' secrets.")
    master_key_file: Path | None = Field(
        None, description="A file with the master key, instead of the variable."
    )
    host: str = Field("127.0.0.1", description="The address the server listens on.")
    port: int = Field(3978, ge=0, le=65535, description="The port the server listens on.")
    metrics_port: int | None = Field(
        None, ge=0, le=65535, description="The port of `GET /metrics`; none: off."
    )
    timezone: str = Field("Europe/Helsinki", description="The time zone of closing times on cards.")
    working_hours: str = Field(
        "08:00-17:00 mon-fri",
        description="When people are written to; `holidays` at the end adds public holidays.",
    )
    share_after_days: int = Field(
        14,
        ge=0,
        le=180,
        description="Days after which a result nobody has shared goes to the unit's people; 0: never.",
    )
    employee_representatives: Names = Field(
        (), description="Object ids of those told, like HR, when many have come to or left a unit."
    )
    rate: float = Field(40.0, gt=0, description="Calls a second to Teams, all processes together.")
    allowed_service_hosts: Names = Field(
        ("smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"),
        description="Hosts that may receive the bot's token.",
    )
    service_url: str = Field(
        "https://smba.trafficmanager.net/teams/",
        description="Where first contact goes before anybody has written.",
    )
    graph_url: str = Field("https://graph.microsoft.com/v1.0", description="Microsoft Graph.")
    graph_sync: bool = Field(False, description="Read the organisation from Entra every night.")
    graph_unit: str = Field("department", description="The attribute that says where somebody works.")
    graph_separator: str = Field(
        "", description="What parts the levels in that attribute; none: who is whose manager makes the tree."
    )
    graph_units: Path | None = Field(
        None, description="A units.csv with the tree, whose codes or names the attribute holds."
    )
    graph_root: str = Field("", description="The name of the top, where the attribute names none.")
    graph_groups: str = Field(
        "", description="What groups of Entra mean: `<group id>=hr; <group id>=unit:CODE; ...`."
    )
    teams_app: str = Field(
        "",
        description="The app's id in the organisation's Teams catalogue: installed for all; none: off.",
    )
    login_url: str = Field("https://login.microsoftonline.com", description="The Entra authority.")
    channel_issuer: str = Field("https://api.botframework.com", description="Who signs the channel's tokens.")
    channel_openid_metadata_url: str = Field(
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="Where the channel's signing keys are found.",
    )
    instruments_folder: Path | None = Field(
        None, description="A folder with questionnaires of your own, beside those that are shipped."
    )
    guides: Path | None = Field(
        None, description="A folder with guiding questions of your own, beside those that are shipped."
    )
    environment: Literal["production", "development"] = Field(
        "production", description="`development` allows loopback without tokens and a generated master key."
    )

    @field_validator("graph_unit")
    @classmethod
    def _is_attribute(cls, value: str) -> str:
        if not _ATTRIBUTE.fullmatch(value):
            raise ValueError(f"{value!r} is no attribute that can name a unit, see docs/directory.md")
        return value

    @field_validator("allowed_tenants", "allowed_service_hosts", "employee_representatives", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().lower() for part in value.split(",") if part.strip())
        return value

    @field_validator("allowed_service_hosts")
    @classmethod
    def _are_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if urlsplit(f"//{name}").netloc != name or "@" in name:
                raise ValueError(f"{name!r} is no host name: leave https:// and the path out")
        return value

    @field_validator("employee_representatives")
    @classmethod
    def _are_object_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [place for place, each in enumerate(value, 1) if not _UUID.fullmatch(each)]
        if wrong:
            # What it is stays unsaid: it may be somebody's name.
            raise ValueError(f"number {wrong[0]} is no object id of Entra")
        return value

    @field_validator("database_url", "ballot_url", "secrets_url")
    @classmethod
    def _is_store(cls, value: str) -> str:
        backend = value.partition(":")[0].partition("+")[0]
        if backend not in {"sqlite", "postgresql"} or "://" not in value:
            raise ValueError("neither a sqlite:// nor a postgresql:// address")  # unsaid: it holds a password
        return value

    @field_validator("master_key")
    @classmethod
    def _is_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and _decoded_key(value.get_secret_value()) is None:
            raise ValueError(_KEY_NEEDED)
        return value

    @field_validator("teams_app")
    @classmethod
    def _is_app(cls, value: str) -> str:
        if value and not _UUID.fullmatch(value.lower()):
            raise ValueError("no id of an app: it is the one that the Teams admin centre shows, not a name")
        return value.lower()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"no time zone is called {value!r}") from error
        return value

    @field_validator("working_hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        # "HH:MM" in order of time is in order of letters, too.
        if not _HOURS.fullmatch(value) or value[:5] >= value[6:11]:
            raise ValueError(f"{value!r} are no working hours, for example 08:00-17:00 mon-fri")
        return value

    @field_validator("login_url", "graph_url", "channel_openid_metadata_url", "service_url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{value!r} is no http address")
        return value

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        problems = [*_missing_in_production(self)] if self.environment == "production" else []
        if self.master_key and self.master_key_file:
            problems.append("PULSSI_MASTER_KEY and PULSSI_MASTER_KEY_FILE are both set: keep one")
        if self.certificate and self.app_password.get_secret_value():
            problems.append("PULSSI_CERTIFICATE and MicrosoftAppPassword are both set: keep one")
        if self.graph_sync and not (self.app_id and self.app_tenant_id):
            problems.append("PULSSI_GRAPH_SYNC needs MicrosoftAppId and MicrosoftAppTenantId")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def is_production(self) -> bool:
        """Say whether the strict rules hold."""
        return self.environment == "production"

    @property
    def has_credential(self) -> bool:
        """Say whether the app can prove who it is without the machine it runs on."""
        return bool(self.certificate or self.app_password.get_secret_value())

    @property
    def zone(self) -> ZoneInfo:
        """Give the time zone of cards and closing times."""
        return ZoneInfo(self.timezone)


def load_settings(**overrides: object) -> Settings:
    """Read the environment and `.env`; raise BadSettings that names everything wrong at once."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # tests give plain values
    except ValidationError as error:
        raise BadSettings(_problems(error, overrides)) from None


def read_master_key(settings: Settings) -> bytes:
    """Give the 32 bytes that wrap wave secrets; development makes a key file beside the stores once."""
    text = settings.master_key.get_secret_value() if settings.master_key else ""
    if settings.master_key_file:
        text = _read_key_file(settings.master_key_file)
    if not text and not settings.is_production:
        text = _generated_key(Path("var/master.key"))
    key = _decoded_key(text)
    if key is None:
        name = "master_key_file" if settings.master_key_file else "master_key"
        raise BadSettings((f"{variable(name)}: {_KEY_NEEDED}",))
    return key


def read_certificate(path: Path) -> str:
    """Give the app's key and certificate in PEM; raise BadSettings where the file does not hold both."""
    try:
        pem = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings((f"PULSSI_CERTIFICATE: {path} cannot be read ({type(error).__name__})",)) from None
    if "PRIVATE KEY-----" not in pem or "-----BEGIN CERTIFICATE-----" not in pem or "ENCRYPTED" in pem:
        raise BadSettings(
            (f"PULSSI_CERTIFICATE: {path} needs a certificate and its key, without a password",)
        )
    return pem


def _decoded_key(text: str) -> bytes | None:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == MASTER_KEY_BYTES else None


def _read_key_file(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            (f"PULSSI_MASTER_KEY_FILE: {path} cannot be read ({type(error).__name__})",)
        ) from None


def _generated_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(base64.b64encode(token_bytes(MASTER_KEY_BYTES)).decode("ascii"))
    return path.read_text("ascii").strip()


def _missing_in_production(settings: Settings) -> list[str]:
    problems = []
    if not settings.app_id:
        problems.append("MicrosoftAppId is missing: without it anybody could speak as anybody")
    if settings.app_type == "SingleTenant" and not settings.has_credential:
        problems.append("MicrosoftAppPassword is missing, or PULSSI_CERTIFICATE in its place")
    if not settings.app_tenant_id:
        problems.append("MicrosoftAppTenantId is missing")
    if not settings.allowed_tenants:
        problems.append("PULSSI_ALLOWED_TENANTS is missing")
    if settings.rate > HIGHEST_RATE:
        problems.append(f"PULSSI_RATE: Teams takes at most {HIGHEST_RATE:g} calls a second")
    if not (settings.master_key or settings.master_key_file):
        problems.append("PULSSI_MASTER_KEY (or PULSSI_MASTER_KEY_FILE) is missing")
    plain = [
        name
        for name in ("service_url", "login_url", "graph_url", "channel_openid_metadata_url")
        if urlsplit(getattr(settings, name)).scheme != "https"
    ]
    problems += [f"PULSSI_{name.upper()} must be https in production" for name in plain]
    return problems


def _problems(error: ValidationError, overrides: dict[str, object]) -> tuple[str, ...]:
    """Name the wrong values, then what is missing once the wrong ones are set aside."""
    errors = [dict(each) for each in error.errors(include_url=False)]
    named = [_problem(each) for each in errors]
    wrong = {field for each in errors if (field := _field(each)) is not None}
    if wrong:
        defaults = {field: Settings.model_fields[field].default for field in wrong}
        try:
            Settings(**{**overrides, **defaults})
        except ValidationError as further:
            named += [_problem(dict(each)) for each in further.errors(include_url=False)]
    return tuple(named)


def _field(error: dict[str, object]) -> str | None:
    place = error.get("loc")
    if not isinstance(place, tuple) or not place:
        return None
    names = {variable(field).lower(): field for field in Settings.model_fields}
    return names.get(str(place[0]).lower(), str(place[0]) if place[0] in Settings.model_fields else None)


def _problem(error: dict[str, object]) -> str:
    message = str(error.get("msg", "")).removeprefix("Value error, ")
    field = _field(error)
    return f"{variable(field)}: {message}" if field else message


def variable(field: str) -> str:
    """Name the environment variable of a field."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"PULSSI_{field.upper()}"
