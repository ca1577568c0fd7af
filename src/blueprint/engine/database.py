"""The engine's database: how it is opened, and the few statements on DBOS's tables that DBOS (3.4.0, pinned) has no call for.

Each is one conditional transaction, so that two processes that do the same do it once.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dbos._dbos import _get_dbos_instance
from dbos._sys_db import SystemDatabase
from sqlalchemy import event

QUEUE = "runs"
"""The one queue. Runs of one partition go one after the other, over all processes."""

FRESH, INTERRUPTED = 10, 1
"""Priorities. A run that was interrupted goes on before any other of its scene begins."""

UNFINISHED = ("ENQUEUED", "PENDING", "DELAYED")
ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


def open_engine(url: str) -> sa.Engine | None:
    """SQLite in WAL mode with a flush per checkpoint, not per commit: safe against kill -9; a power cut may cost the last steps, which are
    done again and found done. None for Postgres, which DBOS opens itself."""
    if not is_sqlite(url):
        return None
    path = sqlite_path(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, pool_size=20, max_overflow=20, pool_timeout=30)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("busy_timeout=30000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


_NOW_MS = "CAST(strftime('%s', 'now') AS INTEGER) * 1000 + CAST(substr(strftime('%f', 'now'), 4, 3) AS INTEGER)"

_MILLISECONDS = (
    f"""CREATE TRIGGER IF NOT EXISTS blueprint_created AFTER INSERT ON workflow_status
    BEGIN UPDATE workflow_status SET created_at = {_NOW_MS} WHERE rowid = new.rowid; END""",
    f"""CREATE TRIGGER IF NOT EXISTS blueprint_began AFTER UPDATE OF status ON workflow_status WHEN new.status = 'PENDING'
    BEGIN UPDATE workflow_status SET started_at_epoch_ms = {_NOW_MS} WHERE rowid = new.rowid; END""",
    f"""CREATE TRIGGER IF NOT EXISTS blueprint_ended AFTER UPDATE OF status ON workflow_status WHEN new.completed_at IS NOT NULL
    BEGIN UPDATE workflow_status SET completed_at = {_NOW_MS} WHERE rowid = new.rowid; END""",
)


def keep_milliseconds(url: str) -> None:
    """DBOS's SQLite times are whole seconds (before Python 3.12), which is no order for a queue and no measure of a run."""
    if is_sqlite(url):
        with system().engine.begin() as connection:
            for statement in _MILLISECONDS:
                connection.execute(sa.text(statement))


def identity(url: str) -> str:
    """What tells this database from every other one: two services with databases of their own give one event's run the same name."""
    schema = "" if is_sqlite(url) else "blueprint."
    with system().engine.begin() as connection:
        if schema:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7264911)"))
            connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS blueprint"))
        connection.execute(sa.text(f"CREATE TABLE IF NOT EXISTS {schema}blueprint_identity (id text PRIMARY KEY)"))
        query = sa.text(f"SELECT id FROM {schema}blueprint_identity ORDER BY id")
        found = connection.execute(query).scalars().first()
        if found is None:
            found = uuid.uuid4().hex[:12]
            connection.execute(sa.text(f"INSERT INTO {schema}blueprint_identity VALUES (:id)"), {"id": found})
        return str(found)


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def sqlite_path(url: str) -> Path:
    return Path(sa.make_url(url).database or "")


def system() -> SystemDatabase:
    """DBOS's own handle on the database of the launched engine."""
    return _get_dbos_instance()._sys_db


def holders() -> set[str]:
    """The executor ids that unfinished runs are in the hands of."""
    rows = system().tables.workflow_status
    with system().engine.begin() as connection:
        found = connection.execute(sa.select(rows.c.executor_id).where(rows.c.status == "PENDING").distinct()).scalars()
        return {executor for executor in found if executor}


def give_back(dead: Collection[str], version: str) -> list[str]:
    """Queue again, in their partitions, the runs that dead executors of this version were in the middle of. Their finished steps stay."""
    rows = system().tables.workflow_status
    if not dead:
        return []
    with system().engine.begin() as connection:
        update = sa.update(rows).where(rows.c.status == "PENDING", rows.c.executor_id.in_(dead), rows.c.application_version == version)
        return list(connection.execute(update.values(**_waiting(), priority=INTERRUPTED).returning(rows.c.workflow_uuid)).scalars())


def held_by(executor_id: str) -> set[str]:
    """The runs that this executor has taken from the queue and that have not ended."""
    rows = system().tables.workflow_status
    with system().engine.begin() as connection:
        query = sa.select(rows.c.workflow_uuid).where(rows.c.status == "PENDING", rows.c.executor_id == executor_id)
        return set(connection.execute(query).scalars())


def give_back_runs(run_ids: Collection[str], executor_id: str) -> list[str]:
    """Queue again, with their finished steps, those of these runs that this executor still holds."""
    rows = system().tables.workflow_status
    with system().engine.begin() as connection:
        update = sa.update(rows).where(rows.c.workflow_uuid.in_(run_ids), rows.c.status == "PENDING", rows.c.executor_id == executor_id)
        return list(connection.execute(update.values(**_waiting(), priority=INTERRUPTED).returning(rows.c.workflow_uuid)).scalars())


def adopt(dead: Collection[str], living_versions: Collection[str], version: str) -> list[str]:
    """Begin anew, under the same id, the runs that another version left: what waits, and what dead executors were in the middle of.

    Steps of other code may not be replayed, so they are forgotten. Nothing is done twice by that: a job's request id derives from the
    run and its finished report is found (design §4.1). A version that still has a living worker keeps its runs.
    """
    tables = system().tables
    rows = tables.workflow_status
    left = sa.or_(
        sa.and_(rows.c.status == "PENDING", rows.c.executor_id.in_(dead)),
        sa.and_(rows.c.status == "ENQUEUED", rows.c.application_version.not_in(living_versions)),
    )
    with system().engine.begin() as connection:
        update = sa.update(rows).where(left, rows.c.application_version != version)
        priority = sa.case((rows.c.status == "PENDING", INTERRUPTED), else_=rows.c.priority)
        update = update.values(**_waiting(), application_version=version, priority=priority)
        adopted = list(connection.execute(update.returning(rows.c.workflow_uuid)).scalars())
        for part in _chunks(adopted):
            connection.execute(sa.delete(tables.operation_outputs).where(tables.operation_outputs.c.workflow_uuid.in_(part)))
    return adopted


def rewind(run_id: str, from_step: int, partition: str, version: str, arguments: list[Any]) -> bool:
    """Queue an ended run again, under the same id, with its steps before `from_step`. False when it has not ended."""
    tables = system().tables
    rows, steps = tables.workflow_status, tables.operation_outputs
    with system().engine.begin() as connection:
        update = sa.update(rows).where(rows.c.workflow_uuid == run_id, rows.c.status.in_(ENDED))
        fresh = {"queue_partition_key": partition, "application_version": version, "recovery_attempts": 0, "completed_at": None, "priority": FRESH}
        if connection.execute(update.values(**_waiting(), **fresh)).rowcount != 1:
            return False
        connection.execute(sa.delete(steps).where(steps.c.workflow_uuid == run_id, steps.c.function_id >= from_step))
        connection.execute(sa.delete(tables.workflow_output).where(tables.workflow_output.c.workflow_uuid == run_id))
        _put_arguments(connection, run_id, arguments)
    return True


def move(run_id: str, from_partition: str, to_partition: str, arguments: list[Any], parent_id: str) -> bool:
    """Let a run that waits for its scene begin as its parent's child. False when it does not wait there (any more)."""
    rows = system().tables.workflow_status
    with system().engine.begin() as connection:
        update = sa.update(rows).where(
            rows.c.workflow_uuid == run_id, rows.c.status == "ENQUEUED", rows.c.queue_name == QUEUE, rows.c.queue_partition_key == from_partition
        )
        if connection.execute(update.values(queue_partition_key=to_partition, parent_workflow_id=parent_id)).rowcount != 1:
            return False
        _put_arguments(connection, run_id, arguments)
    return True


def exists(run_id: str) -> bool:
    rows = system().tables.workflow_status
    with system().engine.begin() as connection:
        return connection.execute(sa.select(rows.c.workflow_uuid).where(rows.c.workflow_uuid == run_id)).one_or_none() is not None


def ending(run_id: str) -> tuple[str, str | None, str | None] | None:
    """Status, output and error (as stored) of a run that has ended; None while it has not, or when there is none."""
    tables = system().tables
    rows, outputs = tables.workflow_status, tables.workflow_output
    both = rows.outerjoin(outputs, rows.c.workflow_uuid == outputs.c.workflow_uuid)
    query = sa.select(rows.c.status, outputs.c.output, outputs.c.error).select_from(both)
    with system().engine.begin() as connection:
        found = connection.execute(query.where(rows.c.workflow_uuid == run_id, rows.c.status.in_(ENDED))).one_or_none()
        return (found[0], found[1], found[2]) if found else None


def exhausted() -> list[str]:
    """Runs that took their process down so often that they are not tried again."""
    rows = system().tables.workflow_status
    with system().engine.begin() as connection:
        return list(connection.execute(sa.select(rows.c.workflow_uuid).where(rows.c.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED")).scalars())


def waits_in(run_id: str) -> tuple[str, list[Any]] | None:
    """Partition and arguments of a run that has not begun."""
    tables = system().tables
    rows, inputs = tables.workflow_status, tables.workflow_input
    query = sa.select(rows.c.queue_partition_key, inputs.c.inputs).join_from(rows, inputs, rows.c.workflow_uuid == inputs.c.workflow_uuid)
    with system().engine.begin() as connection:
        found = connection.execute(query.where(rows.c.workflow_uuid == run_id, rows.c.status == "ENQUEUED")).one_or_none()
        return (found[0] or "", json.loads(found[1])["positionalArgs"]) if found else None


def cancelled_among(run_ids: Iterable[str]) -> set[str]:
    rows, wanted = system().tables.workflow_status, list(run_ids)
    if not wanted:
        return set()
    with system().engine.begin() as connection:
        query = sa.select(rows.c.workflow_uuid).where(rows.c.workflow_uuid.in_(wanted), rows.c.status == "CANCELLED")
        return set(connection.execute(query).scalars())


def ids_of(*, scene_id: str, workflow: str, statuses: Collection[str], roots: bool, limit: int, offset: int) -> list[str]:
    """The newest runs first; empty filters match all."""
    rows = system().tables.workflow_status
    query = sa.select(rows.c.workflow_uuid).order_by(rows.c.created_at.desc(), rows.c.workflow_uuid).limit(limit).offset(offset)
    if scene_id:
        query = query.where(rows.c.attributes["scene_id"].as_string() == scene_id)
    if workflow:
        query = query.where(rows.c.name == workflow)
    if statuses:
        query = query.where(rows.c.status.in_(statuses))
    if roots:
        query = query.where(rows.c.parent_workflow_id.is_(None))
    with system().engine.begin() as connection:
        return list(connection.execute(query).scalars())


def children_of(run_id: str) -> list[str]:
    """The runs that this run started or was given, in the order of their start."""
    tables = system().tables
    rows, steps = tables.workflow_status, tables.operation_outputs
    asked = sa.select(steps.c.child_workflow_id).where(steps.c.workflow_uuid == run_id, steps.c.child_workflow_id.is_not(None))
    query = sa.select(rows.c.workflow_uuid).where(sa.or_(rows.c.parent_workflow_id == run_id, rows.c.workflow_uuid.in_(asked)))
    with system().engine.begin() as connection:
        return list(connection.execute(query.order_by(rows.c.created_at, rows.c.workflow_uuid)).scalars())


def _waiting() -> dict[str, Any]:
    return {
        "status": "ENQUEUED", "owner_xid": None, "started_at_epoch_ms": None, "queue_name": QUEUE,
        "workflow_deadline_epoch_ms": None, "deduplication_id": None, "updated_at": system()._now_ms_sql(),
    }  # fmt: skip


def _put_arguments(connection: sa.Connection, run_id: str, arguments: list[Any]) -> None:
    inputs = system().tables.workflow_input
    text = json.dumps({"namedArgs": {}, "positionalArgs": arguments}, ensure_ascii=False, separators=(",", ":"))
    connection.execute(sa.update(inputs).where(inputs.c.workflow_uuid == run_id).values(inputs=text))


def _chunks(values: list[str], size: int = 500) -> Iterable[list[str]]:
    return (values[start : start + size] for start in range(0, len(values), size))
