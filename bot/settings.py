"""The only reader of the environment: every setting, its default, and what is refused at start."""

import re
import secrets
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.errors import SettingError

ADDRESS = r"https?://([\w.\-]+|\[[\da-fA-F:]+\])(:\d{1,5})?(/[\w.~/%\-]*)?"
ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Settings are variables YAKSOK_…, or lines of a file .env. Only the token and the key have no default."""

    model_config = SettingsConfigDict(
        env_prefix="YAKSOK_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    token: SecretStr = Field(default=SecretStr(""), description="The bot's token, from @BotFather.")
    token_file: Path | None = Field(default=None, description="A file that holds the token instead.")
    database_key: SecretStr = Field(
        default=SecretStr(""),
        description="The key of the users' database: 64 hexadecimal digits, or a long passphrase.",
    )
    database_key_file: Path | None = Field(
        default=None, description="A file that holds the key instead; not in the data folder."
    )
    data_dir: Path = Field(
        default=ROOT / "data", description="The folder of the users' database and of built knowledge."
    )
    knowledge: Path | None = Field(
        default=None,
        description="The knowledge file; knowledge.db in the data folder unless set. Made from the starter set where absent.",
    )
    weights_dir: Path = Field(
        default=ROOT / "inference" / "weights", description="The folder of the models and their cards."
    )
    wrong_rate: float = Field(
        default=0.01,
        gt=0,
        lt=0.5,
        description="Of the pills that are named without asking, the share that may be wrong.",
    )
    time_zone: str = Field(
        default="Asia/Seoul", description="The time zone of people who have not told theirs."
    )
    api_url: str = Field(
        default="",
        description="A Bot API server of one's own, such as http://localhost:8081; Telegram's unless set.",
    )
    webhook_url: str = Field(
        default="", description="The public https address of the webhook; updates are polled unless set."
    )
    webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="1 to 256 letters, digits, _ and -; goes with the webhook."
    )
    webhook_secret_file: Path | None = Field(
        default=None, description="A file that holds the secret instead."
    )
    host: str = Field(default="127.0.0.1", description="Where /healthz, /metrics and the webhook are served.")
    port: int = Field(
        default=8080, ge=0, le=65535, description="The port they are served on; 0 takes any free one."
    )
    scan_workers: int = Field(
        default=0, ge=0, le=64, description="Processes that look at photos; 0 is one a core."
    )
    scan_timeout: float = Field(default=10.0, gt=0, le=120, description="Seconds for one photo.")
    scan_queue: int = Field(
        default=100,
        ge=1,
        le=10_000,
        description="Photos that may be read or wait for it; who sends more is asked to come back.",
    )
    scan_megabytes: int = Field(
        default=64, ge=20, le=10_000, description="Megabytes of photos that may be in memory at once."
    )
    photos_per_hour: int = Field(
        default=100, ge=1, le=100_000, description="Photos of one chat that are read within an hour."
    )
    photo_seconds_per_hour: float = Field(
        default=180.0,
        gt=0,
        le=100_000,
        description="Seconds for which photos of one chat are read within an hour.",
    )
    ray_address: str = Field(
        default="",
        description="A Ray cluster that looks at photos, such as ray://10.0.0.5:10001; this machine does while it is gone.",
    )
    album_seconds: float = Field(
        default=1.2, gt=0, le=10, description="How long after its last part an album counts as complete."
    )
    sync_hour: int | None = Field(
        default=None,
        ge=0,
        le=23,
        description="The hour, in the time zone, at which the officials' data are downloaded every day; never unless set.",
    )
    service_key: SecretStr = Field(
        default=SecretStr(""), description="The key of data.go.kr with which they are downloaded."
    )
    service_key_file: Path | None = Field(default=None, description="A file that holds that key instead.")
    backup_dir: Path | None = Field(
        default=None, description="The folder of backups; backups in the data folder unless set."
    )
    backup_hour: int | None = Field(
        default=3, ge=0, le=23,
        description="The hour, in the time zone, at which a backup is made every day; never: none is.",
    )  # fmt: skip
    backup_days: int = Field(
        default=30, ge=1, le=3650,
        description="Days for which backups are kept; what people delete is gone from them after as many.",
    )  # fmt: skip
    traces_url: str = Field(
        default="",
        description="A collector of OpenTelemetry, such as http://localhost:4318/v1/traces; no traces unless set.",
    )
    log_json: bool = Field(default=False, description="Log lines as JSON instead of for a console.")

    @field_validator("backup_hour", "sync_hour", mode="before")
    @classmethod
    def _hour_or_never(cls, value: object) -> object:
        return None if value == "never" else value

    @field_validator("ray_address")
    @classmethod
    def _ray_is_installed(cls, value: str) -> str:
        if value and not re.fullmatch(r"(ray://)?[^:/\s]+:\d{1,5}", value):
            raise ValueError("expected HOST:PORT or ray://HOST:PORT")
        if value and find_spec("ray") is None:
            raise ValueError("needs the extra `cluster`: pip install 'yaksok[cluster]'")
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("expected an IANA time zone such as Asia/Seoul")
        return value

    @field_validator("traces_url")
    @classmethod
    def _tracing_is_installed(cls, value: str) -> str:
        if value and (find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None):
            raise ValueError("needs the extra `traces`: pip install 'yaksok[traces]'")
        return value

    @field_validator("api_url", "webhook_url", "traces_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and not re.fullmatch(ADDRESS, value):
            raise ValueError("expected an address such as https://bot.example.org/telegram")
        return value

    @field_validator("host")
    @classmethod
    def _is_a_host(cls, value: str) -> str:
        if not re.fullmatch(r"[\w.:\-]+", value):
            raise ValueError("expected a name or an address, such as 127.0.0.1")
        return value

    @model_validator(mode="after")
    def _key_lives_elsewhere(self) -> "Settings":
        if self.database_key_file and self.holds(self.database_key_file):
            raise ValueError(
                "expected a file outside the folders of data and of backups, so that who copies one has not both"
            )
        return self

    def holds(self, file: Path) -> bool:
        """Return whether a file lies in a folder that is kept by this bot, where no key may be."""
        return any(
            file.resolve().is_relative_to(folder.resolve()) for folder in (self.data_dir, self.backup_path)
        )

    @property
    def knowledge_path(self) -> Path:
        """Where the knowledge file is."""
        return self.knowledge or self.data_dir / "knowledge.db"

    @property
    def database_path(self) -> Path:
        """Where the users' database is."""
        return self.data_dir / "users.db"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def backup_path(self) -> Path:
        """Where backups are."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def has_key(self) -> bool:
        """Return whether a key, or a file with it, was given."""
        return bool(self.database_key.get_secret_value()) or self.database_key_file is not None

    @property
    def own_key_file(self) -> Path:
        """Where `run` makes a key if none was given: beside the data folder, never in it."""
        folder = self.data_dir.resolve()
        return folder.with_name(f"{folder.name}.key")

    def key(self) -> str:
        """Return the database's key; raise SettingError where there is none, or it is too weak to be one."""
        return check_key(self._secret("database_key"))

    def hidden(self) -> tuple[str, ...]:
        """Return all that no log may show, what is in files among it; SettingError where one can't be read."""
        given = [value.get_secret_value() for _, value in self if isinstance(value, SecretStr)]
        in_files = [self._secret(name) for name, value in self if isinstance(value, SecretStr)]
        return tuple(dict.fromkeys(filter(None, given + in_files)))

    def _secret(self, name: str) -> str:
        """Return a secret, from its file where there is one; SettingError where that can't be read."""
        file: Path | None = getattr(self, f"{name}_file")
        if file:
            return read_secret(file, f"YAKSOK_{name.upper()}_FILE")
        value: SecretStr = getattr(self, name)
        return value.get_secret_value()

    def secret(self) -> str:
        """Return the webhook's secret; raise SettingError where there is none."""
        secret = self._secret("webhook_secret")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise SettingError("YAKSOK_WEBHOOK_SECRET", "expected 1 to 256 letters, digits, _ or -")
        return secret

    def service(self) -> str:
        """Return the key of data.go.kr; raise SettingError where there is none."""
        key = self._secret("service_key")
        if not key:
            raise SettingError(
                "YAKSOK_SERVICE_KEY", "missing; YAKSOK_SYNC_HOUR needs it: get one at data.go.kr"
            )
        return key

    def bot_token(self) -> str:
        """Return the token; raise SettingError where there is none, or it is none."""
        token = self._secret("token")
        if not token:
            raise SettingError(
                "YAKSOK_TOKEN", "missing; get one from @BotFather, or try the bot with: make demo"
            )
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", token):
            raise SettingError(
                "YAKSOK_TOKEN", "expected digits, a colon, and letters: copy it whole from @BotFather"
            )
        return token


def make_key(file: Path) -> None:
    """Write a new key that only this user can read: whole, or not at all, should the bot be killed meanwhile."""
    draft = file.with_name(f"{file.name}.new")
    try:
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        draft.replace(file)
    except OSError as error:
        raise SettingError("YAKSOK_DATABASE_KEY", f"missing, and none can be made: {error}") from error


def read_secret(file: Path, setting: str = "YAKSOK_DATABASE_KEY_FILE") -> str:
    """Return the secret that a file holds; raise SettingError, naming the setting, where it can't be read."""
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(setting, f"cannot be read: {error}") from error


def check_key(key: str) -> str:
    """Return a key; raise SettingError where it is none, or too weak to be one."""
    if len(key) < 16:
        raise SettingError(
            "YAKSOK_DATABASE_KEY", "expected at least 16 characters; make one with: openssl rand -hex 32"
        )
    return key


def read_settings() -> Settings:
    """Read the environment; raise SettingError, naming the variable, for a value that can't be used."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper() or "DATABASE_KEY_FILE"
        raise SettingError(f"YAKSOK_{name}", first["msg"]) from error
    if not settings.has_key and settings.own_key_file.is_file():
        return settings.model_copy(update={"database_key_file": settings.own_key_file})
    return settings
