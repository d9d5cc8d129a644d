"""One ``Settings`` for the whole program: ``nawba.toml``, then ``NAWBA_…`` in the environment."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from nawba.domain.addresses import is_loopback
from nawba.domain.identity import Grant
from nawba.domain.permissions import ROLES


class Group(BaseModel):
    """What a group of the identity provider gives; left out: nothing said."""

    model_config = ConfigDict(extra="forbid")

    roles: tuple[str, ...] = ()
    brands: tuple[str, ...] | None = None
    sites: tuple[str, ...] | None = None

    @field_validator("roles")
    @classmethod
    def _known_roles(cls, roles: tuple[str, ...]) -> tuple[str, ...]:
        strange = sorted(set(roles) - set(ROLES))
        if strange:
            raise ValueError(f"there is no role {strange[0]}; choose among {', '.join(ROLES)}")
        return roles


class Settings(BaseSettings):
    """Every setting, with what it means; ``docs/operators.md`` lists them and a test compares."""

    model_config = SettingsConfigDict(
        env_prefix="NAWBA_", toml_file="nawba.toml", extra="forbid", validate_default=True
    )

    database: str = Field(
        "sqlite:///data/nawba.db", description="SQLite or PostgreSQL URL of the house's database."
    )
    models_folder: Path | None = Field(
        None, description="Folder of model weights; without it the packaged ones are used."
    )
    cache_folder: Path = Field(
        Path("data/cache"), description="Folder for what can be computed again; safe to delete."
    )
    backup_folder: Path = Field(
        Path("data/backups"), description="Folder for back-ups, and for copies before migrations."
    )
    listening_folder: Path = Field(
        Path("data/listening"), description="Folder for recorded contacts and what is made of them."
    )
    listening_inbox: Path | None = Field(
        None, description="Folder from which pages may take recordings in; without it: uploads."
    )
    listening_every_minutes: float = Field(
        0, ge=0, description="How often its own closed contacts are listened to; 0: when asked."
    )
    customer_signals: bool = Field(
        False, description="Whether customers' words of discontent or leaving are pointed out."
    )
    host: str = Field("127.0.0.1", description="Address to listen on; loopback unless asked.")
    public_hosts: str = Field(
        "", description="Host names under which it is reached from other machines, with commas."
    )
    public_url: str | None = Field(
        None, description="Address that people type, e.g. https://nawba.example; for links."
    )
    trusted_proxies: str = Field(
        "", description="Addresses of proxies whose X-Forwarded headers are believed, with commas."
    )
    port: int = Field(8700, ge=1, le=65535, description="TCP port to listen on.")
    oidc_issuer: str | None = Field(
        None, description="Issuer of an OpenID Connect provider by which people may sign in."
    )
    oidc_client_id: str | None = Field(None, description="This house's client id there.")
    oidc_secret: str | None = Field(
        None, description="Name of the secret that this house has there."
    )
    oidc_label: str | None = Field(None, description="What the sign-in page calls the provider.")
    oidc_scope: str = Field(
        "openid email profile", description="What is asked of the provider about people."
    )
    oidc_groups_claim: str = Field(
        "groups", description="Where its ID token names somebody's groups; a dot leads deeper."
    )
    oidc_groups: dict[str, Group] = Field(
        {}, description="Roles, brands and sites that each of its groups gives; none: given here."
    )
    session_idle_hours: float = Field(
        2, gt=0, description="Hours after which a session that nobody uses ends."
    )
    session_hours: float = Field(16, gt=0, description="Hours after which a session ends anyway.")
    offer_seconds: float = Field(
        25, gt=0, description="How long an offer rings at one adviser, in seconds."
    )
    adviser_lost_seconds: float = Field(
        30, gt=0, description="Silence of an adviser's page after which they count as lost."
    )
    customer_gone_seconds: float = Field(
        300, gt=0, description="Absence after which a waiting customer counts as gone."
    )
    refusal_dwell_seconds: float = Field(
        60, ge=0, description="How long a refused contact is not offered to the same adviser."
    )
    dispatch_policy: str = Field(
        "longest_wait_first", description="Which policy decides who takes which contact."
    )
    policies: str = Field(
        "", description="Python modules of your own that register policies, with commas."
    )
    planning_nice: int = Field(
        10, ge=0, le=19, description="How far simulations stand back when processors are scarce."
    )
    lease_seconds: float = Field(
        5, ge=1, description="How long a process that died keeps others from offering, in seconds."
    )
    answer_threshold: float | None = Field(
        None, ge=0, le=1, description="Search score from which an article is served."
    )
    answer_parts: bool = Field(
        True, description="Whether several questions in one message are judged apart."
    )
    systems_folder: Path | None = Field(
        None, description="Folder with one file per brand that says where its systems are."
    )
    secrets_folder: Path | None = Field(
        None, description="Folder with one file per secret; else they come from the environment."
    )
    operation_hosts: str = Field(
        "", description="Hosts beyond this machine that operations may call, with commas."
    )
    assistant_folder: Path | None = Field(
        None, description="Folder of cases, groups, conversations and flows of the assistant."
    )
    writer_url: str | None = Field(
        None, description="Base address of a language model's OpenAI-compatible endpoint."
    )
    writer_model: str | None = Field(None, description="The model's name at that endpoint.")
    writer_hosts: str = Field(
        "", description="Hosts beyond this machine that may be sent redacted words, with commas."
    )
    writer_secret: str | None = Field(
        None, description="Name of the secret that holds the model's key."
    )
    writer_seconds: float = Field(
        6, gt=0, le=60, description="How long a model may take altogether, in seconds."
    )
    writer_requests_per_minute: int = Field(
        60, ge=1, description="Most requests to the model in a minute."
    )
    writer_tokens_per_day: int = Field(
        2_000_000, ge=1, description="Most tokens asked of the model in a day."
    )
    transcriber: str = Field(
        "whisper-base",
        description="Speech model: a weight's id, a folder, or the URL of an endpoint.",
    )
    transcriber_model: str = Field(
        "whisper-1", description="The speech model's name at that endpoint."
    )
    transcriber_hosts: str = Field(
        "", description="Hosts beyond this machine that may be sent recorded voices, with commas."
    )
    transcriber_secret: str | None = Field(
        None, description="Name of the secret that holds the speech model's key."
    )
    judge_url: str | None = Field(
        None,
        description="Base address of an OpenAI-compatible endpoint that may answer questions last.",
    )
    judge_model: str | None = Field(None, description="The model's name at that endpoint.")
    judge_hosts: str = Field(
        "", description="Hosts beyond this machine that may be sent redacted contacts, with commas."
    )
    judge_secret: str | None = Field(
        None, description="Name of the secret that holds that model's key."
    )
    judge_seconds: float = Field(
        30, gt=0, le=300, description="How long it may take for one question, in seconds."
    )
    judge_requests_per_minute: int = Field(
        60, ge=1, description="Most questions to it in a minute; what is more waits."
    )
    judge_requests_per_run: int = Field(
        5000, ge=1, description="Most questions to it in a run of an intake; the rest stays open."
    )
    review_share: float = Field(
        0.02, ge=0, le=1, description="Of all answers, how many people are asked, at random."
    )
    review_twice: float = Field(
        0.25, ge=0, le=1, description="Of these, how many are asked of two people."
    )
    review_unsure: float = Field(
        0.2, ge=0, le=1, description="Of the answers left unknown, how many people are asked."
    )
    review_model: float = Field(
        0.2, ge=0, le=1, description="Of a language model's answers, how many people are asked."
    )
    requests_per_key: int = Field(
        6000, ge=0, description="Most requests a minute of one API key; 0 for no limit."
    )
    requests_per_account: int = Field(
        6000, ge=0, description="Most requests a minute of one signed-in session; 0 for no limit."
    )
    requests_per_customer: int = Field(
        600, ge=0, description="Most requests a minute of one customer; 0 for no limit."
    )
    requests_per_address: int = Field(
        1200, ge=0, description="Most requests a minute of one address without a credential."
    )
    webhook_hosts: str = Field(
        "", description="Hosts at home that webhooks may call, with commas; others must be public."
    )
    webhook_seconds: float = Field(
        10, gt=0, le=60, description="How long a webhook's receiver may take, in seconds."
    )
    webhook_failures: int = Field(
        100, ge=1, description="Failures in a row, over a day at least, that switch a webhook off."
    )
    log_level: str = Field("info", description="debug, info, warning or error.")
    log_format: str = Field("text", description="text for people, json for machines.")
    metrics: bool = Field(False, description="Whether /metrics counts, for Prometheus.")
    drain_seconds: float = Field(
        20, ge=0, description="How long a stop waits for replies that are owed, in seconds."
    )

    @field_validator("database")
    @classmethod
    def _known_database(cls, database: str) -> str:
        if not database.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError(
                "this is no database that Nawba knows. Write sqlite:///data/nawba.db or "
                "postgresql+psycopg://USER:PASSWORD@HOST/NAME"
            )
        return database

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        if level.lower() not in ("debug", "info", "warning", "error"):
            raise ValueError("choose debug, info, warning or error")
        return level.lower()

    @field_validator("log_format")
    @classmethod
    def _known_format(cls, form: str) -> str:
        if form.lower() not in ("text", "json"):
            raise ValueError("choose text or json")
        return form.lower()

    @field_validator("host")
    @classmethod
    def _an_address(cls, host: str) -> str:
        bare = host.strip("[]")
        if bare != "localhost":
            try:
                ip_address(bare)
            except ValueError as error:
                raise ValueError(
                    f"'{host}' is no address. Use 127.0.0.1, ::1 or localhost for this machine "
                    "only, an address of it or 0.0.0.0 for others too"
                ) from error
        return bare

    @field_validator("public_url")
    @classmethod
    def _an_origin(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ValueError("write scheme and host, as in https://nawba.example")
        return f"{parts.scheme}://{parts.netloc}".lower()

    @model_validator(mode="after")
    def _known_to_the_provider(self) -> Settings:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("oidc_issuer needs oidc_client_id: this house's client id there")
        if self.oidc_groups and not any(one.roles for one in self.oidc_groups.values()):
            raise ValueError("none of oidc_groups gives a role: nobody could sign in by it")
        return self

    @model_validator(mode="after")
    def _named_beyond_loopback(self) -> Settings:
        if not is_loopback(self.host) and not self.hosts:
            raise ValueError(
                f"host {self.host} is reached from other machines: name the host they ask for in "
                "public_hosts (nawba.example) or public_url (https://nawba.example)"
            )
        return self

    @property
    def hosts(self) -> frozenset[str]:
        """The names beyond loopback that a request may ask for, in lower case, without port."""
        named = {one.strip().lower() for one in self.public_hosts.split(",") if one.strip()}
        own = urlsplit(self.public_url or "").hostname
        return frozenset(named | ({own} if own else set()))

    @property
    def grants(self) -> dict[str, Grant]:
        """What each of the identity provider's groups gives here."""
        return {name: Grant(**dict(one)) for name, one in self.oidc_groups.items()}

    @property
    def proxies(self) -> frozenset[str]:
        return frozenset(one.strip() for one in self.trusted_proxies.split(",") if one.strip())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the command line says wins, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
