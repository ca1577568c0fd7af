"""The only reader of the environment and of blueprint.toml. Every setting has one name, one type, one default and one line of
documentation; docs/settings.md is generated from here. Environment wins over file, file over default."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from blueprint.core.artifact import Value
from blueprint.core.errors import ConfigurationError

TRUE = {"1", "true", "yes", "y", "on"}
FALSE = {"0", "false", "no", "n", "off"}


def _setting(env: str, default: Any, description: str, group: str, secret: bool = False, **constraints: Any) -> Any:
    extra = {"env": env, "group": group, "secret": secret}
    return Field(default, description=description, json_schema_extra=extra, **constraints)


class Settings(Value):
    # where things are
    bucket: str = _setting("BLUEPRINT_BUCKET", "./blueprint-data", "Bucket: a folder, or an s3:// URL.", "Blueprint")
    database_url: str = _setting("BLUEPRINT_DATABASE_URL", "", "Postgres URL for many workers; empty: a SQLite file beside the data.", "Blueprint", secret=True)
    state_dir: str = _setting("BLUEPRINT_STATE_DIR", "", "Folder for run folders, cache and the SQLite file; empty: `.blueprint` in the bucket's folder.", "Blueprint")
    slots: int = _setting("BLUEPRINT_SLOTS", 2, "Jobs that run at once on this machine.", "Blueprint", ge=1, le=256)
    host: str = _setting("BLUEPRINT_HOST", "127.0.0.1", "Address the dashboard listens on.", "Blueprint")
    port: int = _setting("BLUEPRINT_PORT", 8484, "Port the dashboard listens on (0: any free one).", "Blueprint", ge=0, le=65535)
    # text stage
    default_source_mode: str = _setting("DEFAULT_SOURCE_MODE", "text", "Source mode of a request that names none (`text`, `image`, `auto`).", "Text stage")
    text_gen_runtime: str = _setting("TEXT_GEN_RUNTIME", "vm", "Runtime hint of the text stage: `vm`, `cloudrun` or `local`. Where no cloud runtime is set up, it runs here.", "Text stage")
    text_gen_standard_profile: str = _setting("TEXT_GEN_STANDARD_PROFILE", "standard_v1", "Profile label for `quality_tier=standard`.", "Text stage")
    text_gen_premium_profile: str = _setting("TEXT_GEN_PREMIUM_PROFILE", "premium_v1", "Profile label for `quality_tier=premium`.", "Text stage")
    text_gen_use_llm: bool = _setting("TEXT_GEN_USE_LLM", True, "Ask a language model for the plan when a key is set; the deterministic planner is the fallback.", "Text stage")
    text_gen_llm_max_attempts: int = _setting("TEXT_GEN_LLM_MAX_ATTEMPTS", 3, "Planning rounds with the model before falling back.", "Text stage", ge=1, le=20)
    text_gen_llm_retry_backoff_seconds: float = _setting("TEXT_GEN_LLM_RETRY_BACKOFF_SECONDS", 2, "Base of the pause between rounds.", "Text stage", ge=0, le=300)
    text_gen_max_seeds: int = _setting("TEXT_GEN_MAX_SEEDS", 16, "Largest `seed_count` of a request.", "Text stage", ge=1, le=1000)
    text_gen_enable_image_fallback: bool = _setting("TEXT_GEN_ENABLE_IMAGE_FALLBACK", True, "Allow falling back to the image path when the text stage fails.", "Text stage")
    text_gen_vm_name: str = _setting("TEXT_GEN_VM_NAME", "isaac-sim-ubuntu", "VM used when TEXT_GEN_RUNTIME=vm.", "Text stage")
    text_gen_vm_zone: str = _setting("TEXT_GEN_VM_ZONE", "us-east1-c", "Zone of that VM.", "Text stage")
    text_gen_vm_repo_dir: str = _setting("TEXT_GEN_VM_REPO_DIR", "~/BlueprintPipeline", "Repository folder on that VM.", "Text stage")
    text_gen_vm_timeout_seconds: int = _setting("TEXT_GEN_VM_TIMEOUT_SECONDS", 2400, "Longest wait for the text stage on that VM.", "Text stage", ge=1)
    # source orchestrator
    through: str = _setting("BLUEPRINT_THROUGH", "arena", "The last stage of a request that arrives in the bucket: `scene`, `variations`, `data` or `arena`.", "Source orchestrator")
    arena_export_required: bool = _setting("ARENA_EXPORT_REQUIRED", True, "A request is complete only when its Arena export succeeded.", "Source orchestrator")
    image_path_mode: str = _setting("IMAGE_PATH_MODE", "orchestrator", "`orchestrator` or `legacy_chain`.", "Source orchestrator")
    image_orchestrator_workflow_name: str = _setting("IMAGE_ORCHESTRATOR_WORKFLOW_NAME", "image-to-scene-orchestrator", "Workflow of `IMAGE_PATH_MODE=orchestrator`.", "Source orchestrator")
    image_legacy_workflow_name: str = _setting("IMAGE_LEGACY_WORKFLOW_NAME", "image-to-scene-pipeline", "Workflow of `IMAGE_PATH_MODE=legacy_chain`.", "Source orchestrator")
    image_legacy_chain_wait_seconds: int = _setting("IMAGE_LEGACY_CHAIN_WAIT_SECONDS", 7200, "Longest wait for the legacy chain's completion marker.", "Source orchestrator", ge=1)
    # usd assembly
    interactive_failure_policy: str = _setting("INTERACTIVE_FAILURE_POLICY", "hybrid_strict", "`strict`, `hybrid_strict` or `warn`.", "USD assembly")
    interactive_force_run: bool = _setting("INTERACTIVE_FORCE_RUN", False, "Run the interactive job even when nothing needs it.", "USD assembly")
    require_replicator: bool = _setting("REQUIRE_REPLICATOR", True, "A failed replicator bundle fails the stage.", "USD assembly")
    require_isaac: bool = _setting("REQUIRE_ISAAC", True, "A failed Isaac Lab package fails the stage.", "USD assembly")
    particulate_endpoint: str = _setting("PARTICULATE_ENDPOINT", "", "External articulation service for meshes without parts.", "USD assembly")
    simready_physics_mode: str = _setting("SIMREADY_PHYSICS_MODE", "deterministic", "`deterministic`, or `auto` to let a model propose (range-checked).", "USD assembly")
    bypass_quality_gates: bool = _setting("BYPASS_QUALITY_GATES", False, "Development only: gates report and do not stop.", "USD assembly")
    # variations
    num_variations: int = _setting("NUM_VARIATIONS", 5, "Variation scenes per scene; 0: only new assets.", "Variations", ge=0, le=100)
    variation_seed: int = _setting("VARIATION_SEED", 1, "Another number gives other variations of the same scene.", "Variations", ge=0)
    max_assets: int = _setting("MAX_ASSETS", 0, "Most new small assets per scene; 0: as many as the wish list asks for.", "Variations", ge=0)
    priority_filter: str = _setting("PRIORITY_FILTER", "", "Priorities of the wish list to serve, with commas; empty: all.", "Variations")
    enable_stage3_isaac_refresh: bool = _setting("ENABLE_STAGE3_ISAAC_REFRESH", True, "Refresh the Isaac Lab spawn plan over the new assets.", "Variations")
    variation_gen_timeout_seconds: int = _setting("VARIATION_GEN_TIMEOUT_SECONDS", 1800, "Longest time for making the variations.", "Variations", ge=1)
    simready_timeout_seconds: int = _setting("SIMREADY_TIMEOUT_SECONDS", 3600, "Longest time for the physics of the new assets.", "Variations", ge=1)
    isaac_lab_timeout_seconds: int = _setting("ISAAC_LAB_TIMEOUT_SECONDS", 1800, "Longest time for the refresh of the spawn plan.", "Variations", ge=1)
    # language model
    openai_api_key: str = _setting("OPENAI_API_KEY", "", "Key of the language model; empty: the deterministic planner works alone.", "Language model", secret=True)
    openai_base_url: str = _setting("OPENAI_BASE_URL", "https://api.openai.com/v1", "Any OpenAI-compatible endpoint.", "Language model")
    openai_model: str = _setting("OPENAI_MODEL", "gpt-5.2", "Model name.", "Language model")
    # the way without Genie Sim
    pipeline_env: str = _setting("PIPELINE_ENV", "", "`production`: quality gates cannot be switched off, and thresholds have floors; empty: development.", "Policies")
    episodes_per_variation: str = _setting("EPISODES_PER_VARIATION", "", "Episodes of each task in each scene file, without Genie Sim; empty: as the bundle tier says (10, foundation 25).", "Episodes")
    max_variations: int = _setting("MAX_VARIATIONS", 5, "Variation scenes that are collected on without Genie Sim; 0: the scene itself only.", "Episodes", ge=0)
    min_success_rate: float = _setting("MIN_SUCCESS_RATE", 0.5, "Least share of attempts that succeed, without Genie Sim.", "Episodes", ge=0, le=1)
    episode_build_poll_timeout_seconds: int = _setting("EPISODE_BUILD_POLL_TIMEOUT_SECONDS", 21600, "Longest time for a collection without Genie Sim; it is cancelled then.", "Episodes", ge=1)
    isaac_sim_required: bool = _setting("ISAAC_SIM_REQUIRED", False, "Refuse to collect without Isaac Sim; this version has none, so every collection is refused.", "Episodes")
    require_real_physics: bool = _setting("REQUIRE_REAL_PHYSICS", True, "Episodes are made by a physics engine; MuJoCo is one.", "Episodes")
    # regions and buckets
    primary_workflow_region: str = _setting("PRIMARY_WORKFLOW_REGION", "us-central1", "First region for cloud jobs.", "Cloud")
    secondary_workflow_region: str = _setting("SECONDARY_WORKFLOW_REGION", "us-east1", "Region when the first one is unhealthy.", "Cloud")
    workflow_region: str = _setting("WORKFLOW_REGION", "", "Legacy override of the region.", "Cloud")
    primary_bucket: str = _setting("PRIMARY_BUCKET", "", "Bucket of manual and scheduled workflows; empty: BLUEPRINT_BUCKET.", "Cloud")
    firebase_storage_bucket: str = _setting("FIREBASE_STORAGE_BUCKET", "", "Bucket for Firebase uploads of Genie Sim exports.", "Cloud")
    # daily autonomy, Genie Sim
    text_autonomy_state_prefix: str = _setting("TEXT_AUTONOMY_STATE_PREFIX", "automation/text_daily", "State root of the daily run.", "Daily autonomy")
    text_autonomy_timezone: str = _setting("TEXT_AUTONOMY_TIMEZONE", "America/New_York", "Time zone of the daily run.", "Daily autonomy")
    text_daily_quota: int = _setting("TEXT_DAILY_QUOTA", 1, "Scenes per daily run.", "Daily autonomy", ge=1)
    text_daily_pause_after_consec_fails: int = _setting("TEXT_DAILY_PAUSE_AFTER_CONSEC_FAILS", 3, "Pause the daily run after so many failed days in a row.", "Daily autonomy", ge=1)
    enable_vlm_quality_audit: bool = _setting("ENABLE_VLM_QUALITY_AUDIT", True, "Audit episodes with a vision model.", "Genie Sim")
    geniesim_circuit_breaker_threshold: int = _setting("GENIESIM_CIRCUIT_BREAKER_THRESHOLD", 3, "Failures in a row before the breaker opens.", "Genie Sim", ge=1)
    geniesim_circuit_breaker_recovery_seconds: float = _setting("GENIESIM_CIRCUIT_BREAKER_RECOVERY_SECONDS", 600, "How long an open breaker refuses before it lets one trial run through.", "Genie Sim", ge=0, le=604_800)
    geniesim_host: str = _setting("GENIESIM_HOST", "", "A Genie Sim server; empty: the local simulator collects. There is no client for one: a server that is set is refused before any work.", "Genie Sim")
    geniesim_port: int = _setting("GENIESIM_PORT", 50051, "Port of that server.", "Genie Sim", ge=1, le=65535)
    geniesim_force_local: bool = _setting("GENIESIM_FORCE_LOCAL", False, "Collect with the local simulator even when GENIESIM_HOST is set.", "Genie Sim")
    allow_idempotent_retry: bool = _setting("ALLOW_IDEMPOTENT_RETRY", False, "Try a submission again that failed and would end in the same way.", "Genie Sim")
    min_episodes_required: int = _setting("MIN_EPISODES_REQUIRED", 1, "Episodes that an import must keep.", "Genie Sim", ge=1)
    geniesim_image_tag: str = _setting("GENIESIM_IMAGE_TAG", "isaacsim", "Stable image tag, as the routing log names it.", "Genie Sim")
    geniesim_canary_image_tag: str = _setting("GENIESIM_CANARY_IMAGE_TAG", "isaacsim-canary", "Image tag of canary scenes.", "Genie Sim")
    canary_percent: int = _setting("CANARY_PERCENT", 0, "Share of scenes that are canaries, as the routing log names it.", "Genie Sim", ge=0, le=100)
    robot_type: str = _setting("ROBOT_TYPE", "franka", "Robot that collects.", "Episodes")
    max_tasks: int = _setting("MAX_TASKS", 50, "Largest number of tasks of a scene.", "Episodes", ge=1)
    episodes_per_task: int = _setting("EPISODES_PER_TASK", 10, "Episodes of each task.", "Episodes", ge=1, le=10000)
    min_quality_score: float = _setting("MIN_QUALITY_SCORE", 0.85, "Least score of an episode that is kept.", "Episodes", ge=0, le=1)
    enable_cameras: bool = _setting("ENABLE_CAMERAS", True, "Render and keep camera pictures of episodes.", "Episodes")
    lerobot_export_format: str = _setting("LEROBOT_EXPORT_FORMAT", "lerobot_v3", "`lerobot_v3` or `lerobot_v2`.", "Episodes")
    enable_dream2flow: bool = _setting("ENABLE_DREAM2FLOW", False, "Experimental Dream2Flow workflow.", "Experimental")
    enable_dwm: bool = _setting("ENABLE_DWM", False, "Experimental DWM workflow.", "Experimental")
    # timeouts
    adaptive_timeout_bundle_tier: str = _setting("ADAPTIVE_TIMEOUT_BUNDLE_TIER", "", "`standard`, `pro` or `enterprise`.", "Policies")
    adaptive_timeout_scene_complexity: str = _setting("ADAPTIVE_TIMEOUT_SCENE_COMPLEXITY", "", "`low`, `medium` or `high`.", "Policies")
    failure_marker_include_stack_trace: bool = _setting("FAILURE_MARKER_INCLUDE_STACK_TRACE", True, "Put stack traces into failure markers.", "Policies")
    log_format: str = _setting("BLUEPRINT_LOG_FORMAT", "json", "`json` or `text` for the service's log.", "Blueprint")

    def values_by_env(self) -> dict[str, str]:
        """Env name → value as text (`true`/`false` for booleans), as jobs and workflows know them."""
        return {env_of(name): _as_text(getattr(self, name)) for name in type(self).model_fields}


@dataclass(frozen=True)
class Sourced:
    """A setting as doctor shows it. value is masked when secret."""

    name: str
    env: str
    value: str
    source: str
    group: str
    description: str
    default: str


CHOICES: Mapping[str, tuple[str, ...]] = {
    "default_source_mode": ("text", "image", "auto"),
    "text_gen_runtime": ("local", "vm", "cloudrun"),
    "image_path_mode": ("orchestrator", "legacy_chain"),
    "interactive_failure_policy": ("strict", "hybrid_strict", "warn"),
    "simready_physics_mode": ("deterministic", "auto"),
    "log_format": ("json", "text"),
    "lerobot_export_format": ("lerobot_v3", "lerobot_v2"),
}
LOWER = frozenset(CHOICES)


def env_of(name: str) -> str:
    return str(_extra(name)["env"])


def _extra(name: str) -> dict[str, Any]:
    extra = Settings.model_fields[name].json_schema_extra
    assert isinstance(extra, dict)
    return dict(extra)


def load(environ: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Raises ConfigurationError naming the setting, what was expected and what was found."""
    return load_sourced(environ, file)[0]


def load_sourced(environ: Mapping[str, str] | None = None, file: Path | None = None) -> tuple[Settings, list[Sourced]]:
    """The settings, and for each where it comes from (`environment`, the file's name, `default`)."""
    environ = os.environ if environ is None else environ
    named = environ.get("BLUEPRINT_CONFIG", "")
    path = file or Path(named or "blueprint.toml")
    if named and not path.is_file():
        raise ConfigurationError("BLUEPRINT_CONFIG", "nothing there", f"a TOML file at {path}")
    from_file = _read_file(path)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name in Settings.model_fields:
        env = env_of(name)
        if environ.get(env, "") != "":
            values[name], sources[name] = _parse(name, env, environ[env]), "environment"
        elif name in from_file:
            values[name], sources[name] = _parse(name, env, from_file[name]), path.name
    try:
        settings = Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise ConfigurationError(env_of(name), "***" if _extra(name)["secret"] else first["input"], _expected(name)) from None
    return settings, [_sourced(settings, name, sources.get(name, "default")) for name in Settings.model_fields]


def _read_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(path.name, str(error), "a TOML file") from None
    unknown = sorted(set(content) - set(Settings.model_fields))
    if unknown:
        raise ConfigurationError(f"{path.name}: {unknown[0]}", content[unknown[0]], f"one of {', '.join(sorted(Settings.model_fields))}")
    return content


def _parse(name: str, env: str, raw: Any) -> Any:
    if Settings.model_fields[name].annotation is bool and isinstance(raw, str):
        text = raw.strip().lower()
        if text not in TRUE | FALSE:
            raise ConfigurationError(env, raw, "true or false")
        return text in TRUE
    if isinstance(raw, str):
        raw = raw.strip().lower() if name in LOWER else raw.strip()
    if name in CHOICES and raw not in CHOICES[name]:
        raise ConfigurationError(env, raw, " or ".join(CHOICES[name]))
    if isinstance(raw, bool) and Settings.model_fields[name].annotation in (int, float):
        raise ConfigurationError(env, raw, _expected(name))
    return raw


def _expected(name: str) -> str:
    """What a value of this setting is, in words."""
    field = Settings.model_fields[name]
    kind = {int: "a whole number", float: "a number", bool: "true or false"}.get(field.annotation or str, "text")
    lowest, highest = (next((getattr(limit, side) for limit in field.metadata if hasattr(limit, side)), None) for side in ("ge", "le"))
    if lowest is None:
        return kind
    return f"{kind} of at least {lowest}" if highest is None else f"{kind} from {lowest} to {highest}"


def _sourced(settings: Settings, name: str, source: str) -> Sourced:
    field, extra = Settings.model_fields[name], _extra(name)
    value = _as_text(getattr(settings, name))
    shown = "***" if extra["secret"] and value else value
    return Sourced(name, str(extra["env"]), shown, source, str(extra["group"]), field.description or "", _as_text(field.default))


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
