"""Settings: every name of the contract with its documented default, environment over file over default, and errors that tell the right answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from blueprint.core.errors import ConfigurationError
from blueprint.settings import CHOICES, Settings, env_of, load, load_sourced

CONTRACT = {
    "PRIMARY_WORKFLOW_REGION": "us-central1",
    "SECONDARY_WORKFLOW_REGION": "us-east1",
    "WORKFLOW_REGION": "",
    "PRIMARY_BUCKET": "",
    "DEFAULT_SOURCE_MODE": "text",
    "TEXT_GEN_RUNTIME": "vm",
    "TEXT_GEN_STANDARD_PROFILE": "standard_v1",
    "TEXT_GEN_PREMIUM_PROFILE": "premium_v1",
    "TEXT_GEN_USE_LLM": "true",
    "TEXT_GEN_LLM_MAX_ATTEMPTS": "3",
    "TEXT_GEN_LLM_RETRY_BACKOFF_SECONDS": "2",
    "TEXT_GEN_MAX_SEEDS": "16",
    "TEXT_GEN_ENABLE_IMAGE_FALLBACK": "true",
    "ARENA_EXPORT_REQUIRED": "true",
    "IMAGE_PATH_MODE": "orchestrator",
    "IMAGE_ORCHESTRATOR_WORKFLOW_NAME": "image-to-scene-orchestrator",
    "IMAGE_LEGACY_WORKFLOW_NAME": "image-to-scene-pipeline",
    "IMAGE_LEGACY_CHAIN_WAIT_SECONDS": "7200",
    "TEXT_GEN_VM_NAME": "isaac-sim-ubuntu",
    "TEXT_GEN_VM_ZONE": "us-east1-c",
    "TEXT_GEN_VM_REPO_DIR": "~/BlueprintPipeline",
    "TEXT_GEN_VM_TIMEOUT_SECONDS": "2400",
    "TEXT_AUTONOMY_STATE_PREFIX": "automation/text_daily",
    "TEXT_AUTONOMY_TIMEZONE": "America/New_York",
    "TEXT_DAILY_QUOTA": "1",
    "TEXT_DAILY_PAUSE_AFTER_CONSEC_FAILS": "3",
    "ENABLE_VLM_QUALITY_AUDIT": "true",
    "FIREBASE_STORAGE_BUCKET": "",
    "GENIESIM_CIRCUIT_BREAKER_THRESHOLD": "3",
}
"""The list "Key environment variables" of the contract's workflow README with the defaults it documents ("" where it names none)."""

BOOLEANS = [name for name, field in Settings.model_fields.items() if field.annotation is bool]
NUMBERS = [name for name, field in Settings.model_fields.items() if field.annotation in (int, float)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "blueprint.toml"


def from_env(**environ: str) -> Settings:
    return load(environ, Path("/nonexistent"))


@pytest.mark.parametrize(("env", "default"), CONTRACT.items())
def test_every_name_of_the_contract_is_a_setting_with_its_default(env, default):
    assert float_or_text(from_env().values_by_env()[env]) == float_or_text(default)


def float_or_text(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def test_each_environment_name_belongs_to_one_setting():
    names = [env_of(name) for name in Settings.model_fields]
    assert len(set(names)) == len(names)


def test_environment_over_file_over_default(file):
    file.write_text('bucket = "from-file"\nslots = 3\n')
    settings, rows = load_sourced({"BLUEPRINT_BUCKET": "from-env"}, file)
    sources = {row.name: row.source for row in rows}
    assert (settings.bucket, settings.slots, settings.port) == ("from-env", 3, 8484)
    assert (sources["bucket"], sources["slots"], sources["port"]) == ("environment", "blueprint.toml", "default")


def test_an_empty_variable_says_nothing(file):
    file.write_text('workflow_region = "europe-west1"\n')
    assert load({"WORKFLOW_REGION": ""}, file).workflow_region == "europe-west1"


def test_the_file_can_stand_elsewhere(tmp_path):
    other = tmp_path / "other.toml"
    other.write_text("port = 9000\n")
    assert load({"BLUEPRINT_CONFIG": str(other)}).port == 9000


def test_a_file_that_is_named_and_absent_is_an_error(tmp_path):
    with pytest.raises(ConfigurationError, match=r"BLUEPRINT_CONFIG: expected .*absent\.toml"):
        load({"BLUEPRINT_CONFIG": str(tmp_path / "absent.toml")})


@pytest.mark.parametrize("name", BOOLEANS)
@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), (" TRUE ", True), ("1", True), ("yes", True), ("on", True), ("false", False), ("0", False), ("No", False), ("off", False)],
)
def test_a_flag_is_a_flag_however_it_is_written(name, text, value):
    assert getattr(from_env(**{env_of(name): text}), name) is value


@pytest.mark.parametrize("name", BOOLEANS)
@pytest.mark.parametrize("text", ["maybe", "2", "truee", "-1"])
def test_what_is_no_flag_is_refused(name, text):
    with pytest.raises(ConfigurationError) as error:
        from_env(**{env_of(name): text})
    assert str(error.value) == f"setting {env_of(name)}: expected true or false, found {text!r}"


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("text", ["many", "-1", "nan", "1e999", "0x10", "true"])
def test_what_is_no_number_of_the_range_is_refused(name, text):
    with pytest.raises(ConfigurationError) as error:
        from_env(**{env_of(name): text})
    message = str(error.value)
    assert message.startswith(f"setting {env_of(name)}: expected ")
    assert message.endswith(f"found {text!r}")
    assert "input should be" not in message.lower()


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_is_one_of_its_words(name):
    for choice in CHOICES[name]:
        assert getattr(from_env(**{env_of(name): choice.upper()}), name) == choice
    with pytest.raises(ConfigurationError) as error:
        from_env(**{env_of(name): "whatever"})
    assert all(word in str(error.value) for word in (env_of(name), "'whatever'", *CHOICES[name]))


def test_an_unknown_key_of_the_file_names_what_there_is(file):
    file.write_text('buckett = "x"\n')
    with pytest.raises(ConfigurationError) as error:
        load({}, file)
    assert all(word in str(error.value) for word in ("blueprint.toml", "buckett", "'x'", "bucket", "slots"))


@pytest.mark.parametrize("content", [b"slots = ", b"\xff\xfe", b"slots = 1\nslots = 2\n"])
def test_a_broken_file_says_so(file, content):
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"blueprint\.toml: expected a TOML file"):
        load({}, file)


@pytest.mark.parametrize(
    ("line", "found"),
    [("slots = true", "True"), ("slots = [1]", "[1]"), ("text_gen_use_llm = 'perhaps'", "'perhaps'"), ("bucket = 5", "5"), ("log_format = 5", "5")],
)
def test_a_wrong_type_in_the_file_names_the_setting(file, line, found):
    file.write_text(line + "\n")
    name = line.split()[0]
    with pytest.raises(ConfigurationError) as error:
        load({}, file)
    assert env_of(name) in str(error.value)
    assert f"found {found}" in str(error.value)


def test_a_secret_is_masked_where_it_is_shown(file):
    _, rows = load_sourced({"OPENAI_API_KEY": "sk-nightingale", "BLUEPRINT_DATABASE_URL": "postgresql://u:nightingale@h/d"}, file)
    assert "nightingale" not in repr(rows)
    assert {row.value for row in rows if row.env in ("OPENAI_API_KEY", "BLUEPRINT_DATABASE_URL")} == {"***"}


def test_a_secret_of_the_wrong_type_is_not_told(file):
    file.write_text("openai_api_key = 1234567\n")
    with pytest.raises(ConfigurationError) as error:
        load({}, file)
    assert "OPENAI_API_KEY" in str(error.value)
    assert "1234567" not in str(error.value)
