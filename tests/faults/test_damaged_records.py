"""Whatever stands in a project's files, it is read as far as it is sound or refused with a code (faults 29, 30, 33)."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.job.words import EngineError
from engine.project import Lock, Project, Run

NAMES = st.sampled_from(
    [
        "version",
        "photos",
        "format",
        "kind",
        "series",
        "position",
        "serial",
        "file",
        "digest",
        "best",
        "best_digest",
        "how",
    ]
)
FIGURES = st.integers() | st.floats() | st.sampled_from([0, 1, -1, 2, 1e308, 10**400])
TEXTS = st.text() | st.sampled_from(
    ["start", "points", "resume", "checkpoint", "end", "best-000001.safetensors", "../x", "\0", "\ud800", "x" * 5000]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | FIGURES | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | TEXTS, inner, max_size=5),
    max_leaves=12,
)
LINES = st.fixed_dictionaries(
    {"kind": st.sampled_from(["start", "points", "resume", "checkpoint", "end"])},
    optional={
        "series": VALUES | st.dictionaries(st.text(), st.lists(st.tuples(FIGURES, FIGURES) | VALUES)),
        "position": VALUES, "serial": VALUES, "digest": VALUES, "best_digest": VALUES, "how": VALUES,
        "file": VALUES | st.sampled_from(["checkpoint-000001.safetensors", "../../x", "checkpoint-1.safetensors\n"]),
        "best": VALUES | st.sampled_from(["best-000001.safetensors"]),
    },
)  # fmt: skip
DEEP = b"[" * 5_000


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


@st.composite
def spoilt(draw: st.DrawFn, whole: bytes) -> bytes:
    """`whole`, cut or with bytes changed."""
    data = bytearray(whole[: draw(st.integers(0, len(whole)))] if draw(st.booleans()) else whole)
    for place, byte in draw(st.lists(st.tuples(st.integers(0, len(whole)), st.integers(0, 255)), max_size=6)):
        data[place : place + 1] = bytes([byte])
    return bytes(data)


GOOD_PROJECT = encoded({"format": "prijenos project", "version": 1, "photos": "/photos", "note": "čćž"})
PROJECTS = st.one_of(
    st.binary(max_size=200), spoilt(GOOD_PROJECT), VALUES.map(encoded), st.just(DEEP),
    st.dictionaries(NAMES | TEXTS, VALUES, max_size=4).map(lambda value: encoded({**value, "version": 1})),
    st.fixed_dictionaries({"version": VALUES, "photos": VALUES}).map(encoded),
)  # fmt: skip


@given(content=PROJECTS)
@example(content=DEEP)
@example(content=b'{"version": 1, "x": NaN}')
@example(content=b'{"version": 1, "x": 1e999}')
@example(content=b'{"version": 1, "x": "\\ud800"}')
@example(content=b'{"version": true}')
@example(content=b'{"version": 0, "photos": "/photos/\\u010d\\u0107\\u017e"}')
def test_a_project_opens_or_is_refused_with_a_code_and_left_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("project")
    file = folder / "project.json"
    file.write_bytes(content)
    try:
        with Project(folder, Path("/photos/čćž")) as project:
            description = json.loads(file.read_bytes())
            assert description["photos"] == "/photos/čćž"
            assert description["version"] == 1
            assert project.runs == []
    except EngineError as error:
        code = error.code
        left_alone = file.read_bytes() == content and bool(str(error))
    else:
        code, left_alone = "", True
    assert code in ("", "project_damaged", "project_newer")
    assert left_alone
    lock = Lock(folder / "lock")  # whatever came, nobody holds it now
    lock.take()
    lock.release()


def run_with(content: bytes, folder: Path) -> Run:
    run = Run(folder / "0001")
    run.folder.mkdir(exist_ok=True)
    run.journal.path.write_bytes(content)
    return run


JOURNALS = st.lists(
    st.one_of(LINES.map(encoded), VALUES.map(encoded), st.binary(max_size=80), LINES.map(encoded).flatmap(spoilt)),
    max_size=6,
).map(b"\n".join) | st.just(DEEP)  # fmt: skip


@given(content=JOURNALS)
@example(content=DEEP)
@example(content=b'{"kind": "points"}')
@example(content=b'{"kind": "points", "series": {"loss": [[1], 2, [null, 1], ["x", 2]]}}')
@example(content=b'{"kind": "resume", "position": []}')
@example(content=b'{"kind": "checkpoint", "file": "best-1.safetensors", "best": "best-1.safetensors"}')
def test_a_journal_of_nonsense_is_read_as_far_as_it_makes_sense(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    run = run_with(content, tmp_path_factory.mktemp("run"))
    for line in run.journal.lines():
        assert isinstance(line["kind"], str)
    assert run.unfinished in (True, False)
    assert run.ended() is None or isinstance(run.ended(), str)
    for name, curve in run.points().items():
        assert isinstance(name, str)
        assert all(isinstance(x, float | int) and isinstance(y, float | int) for x, y in curve)
        assert [x for x, _ in curve] == sorted(x for x, _ in curve)
    checkpoint, notices = run.load()
    assert checkpoint is None
    assert all(notice.code == "notice.checkpoint_damaged" for notice in notices)
    run.journal.add("end", how="stopped")
    assert run.ended() == "stopped"


@given(nonsense=st.lists(LINES.map(encoded) | VALUES.map(encoded) | st.binary(max_size=80), max_size=3))
def test_good_lines_between_nonsense_are_kept(tmp_path_factory: pytest.TempPathFactory, nonsense: list[bytes]) -> None:
    good = [encoded({"kind": "points", "series": {"our loss": [[1.0, 5.0], [2.0, None]]}})]
    run = run_with(b"\n".join([*nonsense, *good, b"\xff{"]), tmp_path_factory.mktemp("run"))
    curve = dict(run.points()["our loss"])
    assert curve[1.0] == 5.0
    assert math.isnan(curve[2.0])


@pytest.mark.parametrize(
    "owner", [b'{"process": Infinity, "computer": ""}', b"[" * 100_000, b'{"process": [1]}', b"\xff"]
)
def test_a_lock_file_of_nonsense_names_nobody(tmp_path: Path, owner: bytes) -> None:
    from engine.project.lock import _owner

    (tmp_path / "lock").write_bytes(owner)
    assert _owner(tmp_path / "lock") == (0, "")
    lock = Lock(tmp_path / "lock")
    lock.take()
    assert _owner(tmp_path / "lock")[0] > 0
    lock.release()
