"""Every setting with its default and its meaning; each is an environment variable AMENDS_<NAME>."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from amends.errors import ConfigurationError

PROJECT = Path(__file__).resolve().parent.parent
"""The folder that holds the Rasa project, the wordings, the widget and ``recovery.yml``."""


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
    emotion_model: str = Field(
        str(PROJECT / "models" / "emotion"), description="Directory of the emotion model."
    )
    recovery: Path = Field(
        PROJECT / "recovery.yml", description="Remedies, budgets and approval policy."
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

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
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

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
        name = "AMENDS_" + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigurationError(f"{name}: {first['msg']}") from error
