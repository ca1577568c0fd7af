"""The shape of the code, checked: imports go one way, interfaces are light, modules are small and say what they are."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "blueprint"
MODULES = sorted(path for path in SOURCE.rglob("*.py"))
EMPTY = "__init__.py"
TABLES = ("domain/planner/furnishing/homes.py", "domain/planner/furnishing/workplaces.py")
"""Data in the shape of text: a table may be as long as what it lists."""
LONGEST_MODULE = 400
BANNED = re.compile(r"(^|_)(utils?|helpers?|common|base|managers?|misc)(_|$)")
HEAVY = ("mujoco", "pxr", "torch", "numpy", "scipy", "shapely", "dbos", "sqlalchemy", "uvicorn", "httpx")


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def imported_by(statement: str) -> set[str]:
    """The top-level packages that a fresh process has loaded after the statement."""
    code = f"{statement}\nimport sys\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_imports_go_one_way():
    done = subprocess.run([str(Path(sys.executable).parent / "lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert " 0 broken" in done.stdout


def test_workflows_and_job_interfaces_are_light():
    """What a router, a scheduler or a cloud trigger imports: no simulator, no USD, no torch."""
    loaded = imported_by("import blueprint.workflows.registry, blueprint.workflows.triggers, blueprint.jobs.catalogue")
    assert not loaded & {"mujoco", "pxr", "torch", "shapely"}, loaded & set(HEAVY)


def test_a_job_interface_alone_is_lighter_still():
    loaded = imported_by("import blueprint.jobs.catalogue")
    assert not loaded & {"mujoco", "pxr", "torch", "scipy", "shapely", "dbos", "sqlalchemy", "uvicorn", "httpx"}, loaded & set(HEAVY)


def test_core_loads_nothing_but_pydantic():
    names = ", ".join(f"blueprint.core.{path.stem}" for path in (SOURCE / "core").glob("*.py") if path.name != EMPTY)
    assert not imported_by(f"import {names}") & set(HEAVY)


def test_the_command_line_needs_no_simulator_to_start():
    loaded = imported_by("from blueprint.cli.main import build_parser; build_parser()")
    assert not loaded & {"mujoco", "pxr", "torch"}


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != EMPTY or path.read_text().strip()], ids=name_of)
def test_a_module_says_what_it_is_and_stays_small(path: Path):
    text = path.read_text()
    assert ast.get_docstring(ast.parse(text)), "has no docstring"
    assert len(text.splitlines()) <= LONGEST_MODULE or name_of(path) in TABLES


def test_most_modules_are_far_smaller():
    lengths = sorted(len(path.read_text().splitlines()) for path in MODULES if path.name != EMPTY)
    assert lengths[len(lengths) // 2] <= 150
    assert lengths[len(lengths) * 9 // 10] <= 350


def test_no_module_has_a_name_that_says_nothing():
    assert [name_of(path) for path in MODULES if BANNED.search(path.stem)] == []


def test_only_the_settings_read_the_environment():
    """Beside them: what hands the environment down to a child process, and a job's own secret."""
    allowed = {
        "settings.py", "app.py", "runtimes/process.py", "runtimes/warm.py", "runtimes/server.py", "cli/job.py", "domain/render/views.py",
            "domain/episodes/camera.py",
    }  # fmt: skip
    readers = {name_of(path) for path in MODULES if re.search(r"os\.environ|os\.getenv|environ\[", path.read_text())}
    assert readers <= allowed


def swallowing(path: Path) -> bool:
    """Somewhere everything is caught and not raised again."""
    wide = [
        handler for handler in ast.walk(ast.parse(path.read_text()))
        if isinstance(handler, ast.ExceptHandler) and (handler.type is None or ast.unparse(handler.type) in ("Exception", "BaseException"))
    ]  # fmt: skip
    return any(not isinstance(handler.body[-1], ast.Raise) for handler in wide)


def test_nothing_is_caught_only_to_be_forgotten():
    """The engine around a workflow and a job's process turn whatever happens into an outcome; nobody else may."""
    found = {name_of(path) for path in MODULES if swallowing(path)}
    assert found <= {"engine/execution.py", "runtimes/process.py", "runtimes/server.py"}


def test_nothing_written_by_a_model_or_a_user_is_executed():
    """No eval, exec, pickle or shell in the package."""
    risky = re.compile(r"\b(eval|exec)\(|\bpickle\b|shell=True|os\.system\(|yaml\.load\(")
    assert [name_of(path) for path in MODULES if risky.search(path.read_text())] == []


def test_few_names_at_the_door():
    import blueprint

    assert {name for name in vars(blueprint) if not name.startswith("_")} - set(sys.modules) <= {path.stem for path in SOURCE.iterdir()}
    assert re.fullmatch(r"\d+\.\d+\.\d+", blueprint.__version__)


def test_nothing_names_the_place_where_it_was_made():
    """No absolute path of a maker's machine and no package index in any file of the repository."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n")
    marks = re.compile(rb"/wor" + rb"k/[a-z]|/hom" + rb"e/[a-z]+/|pyp" + rb"i\.org/simple|files\.pythonhost" + rb"ed\.org")
    skipped = {"uv.lock"}
    wrong = [name for name in listed if name and name not in skipped and (ROOT / name).is_file() and marks.search((ROOT / name).read_bytes())]
    assert wrong == []
