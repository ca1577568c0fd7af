"""Every command of the command line, run in this process: what it prints for people and for programs, and how it exits."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from blueprint.cli.main import COMMANDS, build_parser, main
from blueprint.cli.make import MOST_VARIATIONS
from blueprint.jobs import variation_gen
from blueprint.settings import Settings, env_of
from tests.journeys.commands import one_object

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command in an empty folder with no setting; its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(env_of(name), raising=False)

    def command(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(list(arguments))
        except SystemExit as end:
            assert isinstance(end.code, int)
            code = end.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def leaves(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command that can be run, as its words."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        return [words]
    return [leaf for name, sub in below[0].choices.items() for leaf in leaves(sub, (*words, name))]


def test_there_is_every_command_of_the_design():
    assert set(leaves(build_parser())) == {
        ("make",), ("serve",), ("workflow", "list"), ("workflow", "start"), ("workflow", "show"), ("workflow", "cancel"), ("workflow", "retry"),
        ("workflow", "adopt"), ("workflow", "graph"), ("job",), ("event", "emit"), ("scene", "list"), ("scene", "show"), ("scene", "check"),
        ("dataset", "check"), ("dataset", "repair"), ("dataset", "replay"), ("geniesim", "check"), ("arena", "evaluate"), ("doctor",), ("docs",),
    }  # fmt: skip
    assert set(COMMANDS) == {words[0] for words in leaves(build_parser())}


@pytest.mark.parametrize("words", leaves(build_parser()), ids=" ".join)
def test_each_command_has_help(run, words):
    code, out, _ = run(*words, "--help")
    assert code == 0
    assert out.startswith(f"usage: blueprint {' '.join(words)}")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "COMMAND"), (["nonsense"], "nonsense"), (["make"], "PROMPT"), (["make", "a room", "--seed", "x"], "whole number"),
        (["make", "a room", "--seed", "-1"], "whole number"), (["make", "a room", "--quality", "best"], "premium"),
        (["make", "a room", "--through", "the-end"], "variations"), (["scene"], "VERB"), (["event", "emit"], "--object"),
        (["serve", "--port", "x"], "--port"),
    ],
)  # fmt: skip
def test_usage_errors_exit_with_2_and_name_the_argument(run, arguments, said):
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert said in err


def test_version(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("blueprint 0.")


def test_doctor_tells_each_setting_its_source_and_every_check(run, monkeypatch, tmp_path):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-nightingale")
    (tmp_path / "blueprint.toml").write_text("slots = 3\n")
    code, out, _ = run("doctor", "--json")
    answer = one_object(out)
    assert code == 0
    assert set(answer) == {"settings", "checks", "healthy"}
    rows = {row["env"]: row for row in answer["settings"]}
    assert set(rows) == {env_of(name) for name in Settings.model_fields}
    assert (rows["BLUEPRINT_SLOTS"]["value"], rows["BLUEPRINT_SLOTS"]["source"]) == ("3", "blueprint.toml")
    assert (rows["OPENAI_API_KEY"]["value"], rows["OPENAI_API_KEY"]["source"]) == ("***", "environment")
    assert {check["name"] for check in answer["checks"]} >= {"mujoco", "pxr", "dbos", "bucket", "disk space", "language model"}
    assert "nightingale" not in out


def test_doctor_for_people(run):
    code, out, _ = run("doctor")
    assert code == 0
    assert "BLUEPRINT_BUCKET" in out
    assert "language model" in out
    assert "mend: export OPENAI_API_KEY" in out


def test_doctor_says_what_is_broken_and_how_to_mend_it(run, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    code, out, _ = run("doctor", "--bucket", str(tmp_path / "file" / "bucket"))
    assert code == 78
    assert "MISSING  bucket" in out
    assert "BLUEPRINT_BUCKET or --bucket" in out


def test_doctor_shows_the_bucket_of_the_flag(run, tmp_path):
    _, out, _ = run("doctor", "--json", "--bucket", str(tmp_path / "other"))
    row = next(row for row in one_object(out)["settings"] if row["env"] == "BLUEPRINT_BUCKET")
    assert (row["value"], row["source"]) == (str(tmp_path / "other"), "--bucket")


def test_workflow_list_names_all_and_says_which_are_not_there_yet(run):
    code, out, _ = run("workflow", "list", "--json")
    answer = one_object(out)
    assert code == 0
    assert set(answer) == {"workflows", "runs"}
    there = {row["name"] for row in answer["workflows"] if row["available"]}
    assert there == {
        "source-orchestrator", "usd-assembly-pipeline", "variation-assets-pipeline", "genie-sim-export-pipeline", "genie-sim-import-pipeline",
        "genie-sim-import-poller", "arena-export-pipeline", "episode-generation-pipeline",
    }  # fmt: skip
    assert len(answer["workflows"]) == 22
    _, text, _ = run("workflow", "list")
    assert "training-pipeline                  not in this version" in text


def test_workflow_graph_is_mermaid(run):
    code, out, _ = run("workflow", "graph")
    assert code == 0
    assert out.startswith("flowchart LR\n")
    assert "-->" in out


def test_make_knows_its_robots_and_how_many_variations_there_can_be_before_it_begins(run, tmp_path):
    code, _, err = run("make", "a kitchen", "--robot", "g1")
    assert code == 65
    assert "franka, ur10, so101" in err
    assert "'g1'" in err
    for number in ("-1", "101", "99999", "1000000", "many", "2.5"):
        code, _, err = run("make", "a kitchen", "--variations", number)
        assert code == 2
        assert number in err
    assert variation_gen.Input.model_validate({"scene_id": "s", "num_variations": MOST_VARIATIONS})
    with pytest.raises(ValidationError):
        variation_gen.Input.model_validate({"scene_id": "s", "num_variations": MOST_VARIATIONS + 1})
    assert not (tmp_path / "blueprint-data").exists()


def test_workflow_start_says_when_what_it_tells_is_an_older_end(run, tmp_path):
    data = json.dumps({"scene_id": "loft_9", "num_variations": -1})
    marker = tmp_path / "blueprint-data" / "scenes" / "loft_9" / "replicator" / ".replicator_complete"
    marker.parent.mkdir(parents=True)
    marker.write_text("{}")
    first = run("workflow", "start", "variation-assets-pipeline", "--data", data)
    again = run("workflow", "start", "variation-assets-pipeline", "--data", data)
    assert first[0] == again[0] == 65
    assert first[1] == again[1]
    assert "num_variations" in again[1]
    assert "workflow retry" not in first[2]
    assert "ended before" in again[2]
    assert "blueprint workflow retry 'variation-assets-pipeline:" in again[2]


def test_workflow_adopt_with_nothing_left(run):
    code, out, _ = run("workflow", "adopt", "--json")
    assert (code, one_object(out)) == (0, {})


@pytest.mark.parametrize("verb", ["show", "cancel", "retry"])
def test_an_unknown_run_is_a_contract_error(run, verb):
    code, out, err = run("workflow", verb, "no-such-run", "--json")
    assert code == 65
    assert one_object(out)["error"]["code"] == "contract_error"
    assert "no-such-run" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such-thing"], ["source-orchestrator", "usd-assembly-pipeline", "no-such-thing"]),
        (["training-pipeline"], ["training-pipeline", "not available yet", "source-orchestrator"]),
        (["source-orchestrator", "--data", "{broken"], ["--data", "JSON", "{broken"]),
        (["source-orchestrator", "--data", "[1]"], ["--data", "a JSON object", "[1]"]),
        (["source-orchestrator", "--data", '{"scene_id": "none"}'], ["scene_request.json", "none"]),
        (["source-orchestrator", "--data", '{"object": "scenes/../x"}'], ["object name", ".."]),
        (["source-orchestrator", "--data", "[" * 100_000], ["--data"]),
        (["source-orchestrator", "--data", '{"scene_id": 5}'], ["--data", "scene_id", "5"]),
    ],
)
def test_workflow_start_says_what_would_have_been_right(run, arguments, words):
    code, out, err = run("workflow", "start", *arguments, "--json")
    assert code == 65
    assert one_object(out)["status"] == "failed"
    assert all(word in err for word in words), err
    assert "Traceback" not in err


def test_scene_list_of_an_empty_bucket(run):
    code, out, _ = run("scene", "list", "--json")
    assert (code, one_object(out)) == (0, {"scenes": []})


@pytest.mark.parametrize("arguments", [["show", "nothing"], ["show", "../x"], ["check", "nowhere"]])
def test_a_scene_that_is_not_there(run, arguments):
    code, out, err = run("scene", *arguments, "--json")
    assert code == 65
    assert one_object(out)["error"]["code"] in ("object_missing", "contract_error")
    assert arguments[1] in err


def test_scene_check_of_what_is_no_usd(run, tmp_path):
    (tmp_path / "scene.usda").write_text("#usda 1.0\nbroken {")
    code, out, err = run("scene", "check", str(tmp_path / "scene.usda"), "--json")
    assert code == 65
    assert one_object(out)["status"] == "failed"
    assert "scene.usda" in err
    assert "Traceback" not in err


def test_job_list_names_every_job(run):
    code, out, _ = run("job", "list")
    assert code == 0
    assert out.split() == [
        "text-scene-gen-job", "text-scene-adapter-job", "simready-job", "interactive-job", "usd-assembly-job", "scene-preview-job", "replicator-job",
        "isaac-lab-job", "variation-gen-job", "genie-sim-export-job", "genie-sim-submit-job", "genie-sim-import-job", "episode-generation-job", "quality-gate-job",
        "arena-export-job",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such-job"], ["text-scene-gen-job", "no-such-job"]),
        (["simready-job", "--set", "colour=red"], ["--set", "assets_prefix", "colour=red"]),
        (["simready-job", "--set", "scene_id"], ["--set", "FIELD=VALUE"]),
        (["simready-job"], ["input of simready-job", "scene_id", "nothing"]),
        (["simready-job", "--request", "absent.json"], ["absent.json", "a JSON file"]),
        (["simready-job", "--request", "list.json"], ["list.json", "a JSON object"]),
        (["simready-job", "--request", "latin.json"], ["latin.json", "a JSON file", "utf-8"]),
        (["simready-job", "--request", "more.json"], ["more.json, field colour", "scene_id", "red"]),
        (["text-scene-gen-job", "--set", "scene_id=a", "--set", "request_object=x", "--set", "seed=many"], ["seed", "integer", "many"]),
        (["text-scene-gen-job", "--set", "scene_id=a", "--set", "request_object=x", "--set", "use_llm=maybe"], ["use_llm", "true", "maybe"]),
    ],
)
def test_job_input_errors_name_the_field(run, tmp_path, arguments, words):
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "latin.json").write_bytes(b'{"scene_id": "\xff"}')
    (tmp_path / "more.json").write_text('{"colour": "red"}')
    code, out, err = run("job", *arguments, "--json")
    assert code == 65, err
    assert one_object(out)["status"] == "failed"
    assert all(word in err for word in words), err


def test_a_job_without_its_input_object_exits_with_the_class_of_the_error(run):
    code, out, err = run("job", "simready-job", "--set", "SCENE_ID=a", "--set", "assets_prefix=scenes/a/assets", "--json")
    report = one_object(out)
    assert report["error"]["code"] == "object_missing"
    assert code == report["exit_code"] == 65
    assert Path(report["log"]).is_file()
    assert report["log"] in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--object", "scenes/x/prompts/scene_request.json"], ["scenes/x/prompts/scene_request.json", "nothing there"]),
        (["--object", "../x"], [".."]),
        (["--type", "t", "--data", "{"], ["--data", "JSON"]),
        (["--type", "t", "--data", "[]"], ["--data", "a JSON object"]),
    ],
)
def test_event_emit_says_what_is_wrong(run, arguments, words):
    code, out, err = run("event", "emit", *arguments, "--json")
    assert code == 65
    assert one_object(out)["status"] == "failed"
    assert all(word in err for word in words), err


def test_an_event_that_nothing_waits_for(run):
    code, out, _ = run("event", "emit", "--type", "blueprintpipeline.episodes.imported", "--json")
    assert (code, one_object(out)) == (0, {"started": [], "outcomes": {}})


BAD_PROMPTS = [
    ("", "a sentence"), ("   \n", "a sentence"), ("x" * 8001, "at most 8000 bytes"), ("é" * 4001, "8002"), ("a\x00b", "control characters"),
    ("a\x1b[2Jroom", "control characters"), ("a room \udcff", "Unicode"),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "said"), BAD_PROMPTS, ids=range(len(BAD_PROMPTS)))
def test_a_bad_prompt_is_refused_before_anything_is_written(run, tmp_path, prompt, said):
    code, out, err = run("make", prompt, "--json")
    assert code == 65
    assert one_object(out)["error"]["code"] == "contract_error"
    assert "prompt" in err
    assert said in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("scene_id", ["", "../x", "a/b", ".hidden", "-x", "x" * 200, "a b", "a\nb"])
def test_a_bad_scene_id_is_refused(run, tmp_path, scene_id):
    code, _, err = run("make", "a room", f"--scene-id={scene_id}", "--json")
    assert code == 65
    assert "scene_id" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["make", "a room"], ["workflow", "list"], ["scene", "list"], ["serve"], ["workflow", "adopt"]])
@pytest.mark.parametrize("place", ["file/bucket", "/proc/bucket"])
def test_a_bucket_that_cannot_be_written_is_a_configuration_error(run, tmp_path, command, place):
    (tmp_path / "file").write_text("not a folder")
    code, out, err = run(*command, "--bucket", place)
    assert code == 78
    assert out == ""
    assert "BLUEPRINT_BUCKET" in err
    assert place in err
    assert "Traceback" not in err


@pytest.mark.parametrize(("name", "value"), [("BLUEPRINT_SLOTS", "none"), ("TEXT_GEN_USE_LLM", "perhaps"), ("BLUEPRINT_PORT", "70000")])
def test_a_bad_setting_exits_with_78_and_its_name(run, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    code, out, err = run("scene", "list", "--json")
    assert code == 78
    assert one_object(out)["error"]["code"] == "configuration_error"
    assert name in err
    assert value in err


def test_a_database_that_does_not_answer_is_an_error_of_its_setting(run, monkeypatch):
    monkeypatch.setenv("BLUEPRINT_DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:9/none")
    code, _, err = run("workflow", "list")
    assert code in (75, 78)
    assert "BLUEPRINT_DATABASE_URL" in err
    assert "secret" not in err
    assert "Traceback" not in err


def test_a_closed_pipe_is_no_error(tmp_path):
    import subprocess
    import sys

    done = subprocess.run(
        f"{sys.executable} -m blueprint.cli.main workflow graph | head -1", shell=True, cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert done.stdout == "flowchart LR\n"
    assert "Traceback" not in done.stderr


def test_json_is_one_line_also_of_what_cannot_be_printed_as_it_is(run):
    _, out, _ = run("workflow", "start", "wörkflow\n", "--json")
    assert json.loads(out)["error"]["message"]
    assert out.count("\n") == 1
