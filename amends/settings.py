"""Every setting with its default and its meaning; each is an environment variable AMENDS_<NAME>."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from amends.addresses import networks
from amends.errors import ConfigurationError

PROJECT = Path(__file__).resolve().parent.parent
"""The folder that holds the Rasa project, the wordings, the widget and ``recovery.yml``."""


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class Settings(BaseSettings):
    """What an operator can set.

    The descriptions are what ``amends settings`` prints and what ``docs/settings.md`` lists.
    """

    model_config = SettingsConfigDict(env_prefix="AMENDS_", extra="ignore", frozen=True)

    var: Path = Field(
        PROJECT / "var", description="Folder for what is written: databases, logs, secrets."
    )
    database_url: str = Field(
        default_factory=lambda data: f"sqlite:///{data['var'] / 'amends.sqlite3'}",
        description="Where everything is stored: sqlite:///file or postgresql+psycopg://…",
    )
    host: str = Field("127.0.0.1", description="Address on which the gateway listens.")
    port: int = Field(8000, ge=1, le=65535, description="Port on which the gateway listens.")
    engine_port: int = Field(
        5005, ge=1, le=65535, description="Port of the dialogue engine, on loopback."
    )
    actions_port: int = Field(
        5055, ge=1, le=65535, description="Port of the action server, on loopback."
    )
    internal_token: SecretStr = Field(
        SecretStr(""), description="Secret between the processes; `amends serve` makes one."
    )
    identity_secret: SecretStr = Field(
        SecretStr(""),
        description=(
            "Secret with which the shop's server signs who is logged in; `amends serve` makes "
            "one and keeps it in the var folder."
        ),
    )
    public_url: str = Field(
        "", description="Address under which customers reach the gateway, if behind a proxy."
    )
    allowed_origins: str = Field(
        "", description="Websites that may use the chat, separated by commas; others may not."
    )
    session_days: int = Field(
        30, ge=1, le=365, description="How many days a chat in the browser can be resumed."
    )
    idle_hours: int = Field(
        24,
        ge=1,
        le=8760,
        description="After so many hours in which nothing happens a chat with the assistant ends.",
    )
    sessions_per_minute: int = Field(
        30, ge=0, description="How many chats one address may begin in a minute; 0 for any number."
    )
    messages_per_minute: int = Field(
        60, ge=0, description="How many messages one chat may send in a minute; 0 for any number."
    )
    trusted_proxies: str = Field(
        "",
        description=(
            "Addresses or networks of your reverse proxies, separated by commas. Only from them "
            "is X-Forwarded-For believed; behind any other proxy all customers count as one "
            "address."
        ),
    )
    emotion_model: str = Field(
        str(PROJECT / "models" / "emotion"),
        description="Folder of the emotion model, or owner/name of one on the Hub.",
    )
    emotion_labels: Path | None = Field(
        None,
        description=(
            "What the labels of another emotion model mean, if its folder does not say so "
            "(see docs/emotion-models.md)."
        ),
    )
    recovery: Path = Field(
        PROJECT / "recovery.yml", description="Remedies, budgets and approval policy."
    )
    log_level: LogLevel = Field(
        LogLevel.INFO, description="How much is logged: DEBUG, INFO, WARNING or ERROR."
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, given: object) -> object:
        return given.upper() if isinstance(given, str) else given

    @field_validator("database_url")
    @classmethod
    def _with_driver(cls, given: str) -> str:
        """Name the PostgreSQL driver that Amends comes with, where the address names none."""
        for plain in ("postgres://", "postgresql://"):
            if given.startswith(plain):
                return f"postgresql+psycopg://{given.removeprefix(plain)}"
        return given

    @field_validator("trusted_proxies")
    @classmethod
    def _of_addresses(cls, given: str) -> str:
        networks(given)
        return given

    @property
    def engine_url(self) -> str:
        """Where the gateway reaches the engine."""
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def actions_url(self) -> str:
        """Where the engine reaches the action server."""
        return f"http://127.0.0.1:{self.actions_port}"

    @property
    def gateway_url(self) -> str:
        """Where a browser reaches the gateway."""
        return self.public_url.rstrip("/") or self.local_url

    @property
    def local_url(self) -> str:
        """Where this machine reaches the gateway, also if it listens on all addresses."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  # compared, not listened on
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the gateway."""
        return self.host in {"127.0.0.1", "localhost", "::1"}


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        ConfigurationError: A setting has a value it cannot have; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = environment_variable("_".join(str(part) for part in first["loc"]))
        raise ConfigurationError(f"{name}: {first['msg']}") from error


@dataclass(frozen=True)
class Setting:
    """One setting as it is shown to operators."""

    variable: str
    default: str
    meaning: str


def all_settings() -> tuple[Setting, ...]:
    """Return every setting; a default inside the project's folder is shown relative to it."""
    return tuple(
        Setting(environment_variable(name), _shown(name, field), field.description or "")
        for name, field in Settings.model_fields.items()
    )


def environment_variable(name: str) -> str:
    """Return the name of the environment variable that sets a setting."""
    return f"AMENDS_{name.upper()}"


def settings_markdown() -> str:
    """Return the page ``docs/settings.md``."""
    rows = "\n".join(
        f"| `{one.variable}` | {f'`{one.default}`' if one.default else ''} | {one.meaning} |"
        for one in all_settings()
    )
    return _PAGE.format(rows=rows)


def _shown(name: str, field: FieldInfo) -> str:
    if name == "database_url":
        return "sqlite:///var/amends.sqlite3"
    default = field.default
    if default is None or isinstance(default, SecretStr):
        return ""
    return str(default).removeprefix(f"{PROJECT}/")


_PAGE = """# Settings

Every setting is an environment variable. `amends settings` prints this list; this page is made with
`amends settings --markdown > docs/settings.md`.

| Environment variable | Default | Meaning |
| --- | --- | --- |
{rows}
"""
