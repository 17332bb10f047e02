"""The examination of the installation, and the list of backbones."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.__main__ import encode
from engine.job.background import coded
from engine.job.events import Outcome
from engine.job.words import EngineError, Message, say
from engine.jobs import doctor
from engine.jobs.doctor import Doctor, Examination
from engine.jobs.fetch import Backbones, Weights
from engine.models.backbones import BACKBONES


def examine() -> Examination:
    *_, outcome = Doctor().run()
    assert isinstance(outcome, Outcome)
    json.dumps(encode(outcome), allow_nan=False)
    assert isinstance(outcome.value, Examination)
    return outcome.value


def worded(lines: object) -> str:
    assert isinstance(lines, list)
    return "\n".join(say(line, "hr") if isinstance(line, Message) else line for line in lines)


def test_a_sound_installation_is_said_to_be_sound(home: Path) -> None:
    found = examine()
    assert found.weights_good
    assert found.threads >= 1
    assert found.versions["torch"]
    assert next(folder for folder in found.folders if folder.name == "home").path == str(home)
    assert "sažetak je ispravan" in worded(Doctor.report(found))


def test_examining_makes_no_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIJENOS_HOME", str(home / "not" / "yet"))
    assert examine().folders[0].writable
    assert not (home / "not").exists()


def test_missing_libraries_are_named_with_the_line_that_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    if doctor._qt_folder() is None:
        pytest.skip("Qt is not installed")
    monkeypatch.setattr(doctor, "_lacking", lambda name: name if name in ("libEGL.so.1", "libxcb-cursor.so.0") else "")
    found = examine()
    assert {library.file for library in found.missing_libraries} == {"libEGL.so.1", "libxcb-cursor.so.0"}
    assert "sudo apt install libegl1 libxcb-cursor0" in worded(Doctor.report(found))


def test_the_loaders_complaint_names_the_library() -> None:
    assert doctor._lacking("libprijenos-nowhere.so.7") == "libprijenos-nowhere.so.7"


def test_without_qt_the_rest_is_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_qt_folder", lambda: None)
    monkeypatch.setattr(doctor, "_qt_version", lambda: "")
    found = examine()
    assert not found.qt
    assert found.missing_libraries == ()
    assert "PySide6" in worded(Doctor.report(found))


def test_damaged_embedded_weights_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "w.pth"
    damaged.write_bytes(b"rot")
    monkeypatch.setattr("engine.models.store.bundled_path", lambda file: damaged)
    found = examine()
    assert not found.weights_good
    assert "oštećene" in worded(Doctor.report(found))


def test_the_list_of_backbones_has_a_row_for_each_with_the_contracts_fields() -> None:
    *_, outcome = Backbones().run()
    assert isinstance(outcome, Outcome)
    rows = encode(outcome)["value"]
    assert [row["name"] for row in rows] == list(BACKBONES)
    for row in rows:
        assert {"name", "family", "parameters", "megabytes", "top1", "input", "weights"} <= row.keys()
        assert row["weights"] in ("bundled", "ready", "absent")
        assert 0 < row["top1"] < 1
    assert rows[0]["weights"] == "bundled"
    assert len(worded(Backbones.report(outcome.value)).splitlines()) == len(BACKBONES)


def test_checking_says_path_and_digest() -> None:
    *_, outcome = Weights(action="check", backbone="efficientnet_lite0").run()
    assert isinstance(outcome, Outcome)
    value = encode(outcome)["value"]
    assert value["digest"].startswith("57934424")
    assert Path(value["path"]).is_file()


def test_an_import_from_nowhere_is_refused() -> None:
    with pytest.raises(EngineError) as caught:
        list(Weights(action="import", backbone="resnet18").run())
    assert caught.value.code == "import_needs_source"


def test_an_older_system_than_the_packages_want_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("a matter of Linux")
    assert doctor.old_glibc() is None
    monkeypatch.setattr("platform.libc_ver", lambda: ("glibc", "2.17"))
    error = doctor.old_glibc()
    assert error is not None
    assert (error.code, error.params["found"]) == ("old_glibc", "2.17")
    assert doctor._version(str(error.params["needed"])) >= (2, 27)
    assert "glibc 2.17" in worded(Doctor.report(examine()))


@pytest.mark.parametrize("libc", [("", ""), ("musl", "1.2.3"), ("glibc", "2.99")])
def test_another_c_library_or_a_newer_one_is_not_complained_of(
    libc: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.libc_ver", lambda: libc)
    assert doctor.old_glibc() is None


def test_what_the_loader_says_of_an_old_system_becomes_the_same_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.libc_ver", lambda: ("glibc", "2.17"))
    error = coded(ImportError("/lib/libc.so.6: version `GLIBC_2.34' not found (required by libtorch.so)"))
    assert (error.code, error.params["needed"], error.params["found"]) == ("old_glibc", "2.34", "2.17")


def test_a_full_disk_and_a_home_that_cannot_be_written_to_are_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not list(doctor.no_storage())
    with monkeypatch.context() as patch:
        patch.setattr(doctor.shutil, "disk_usage", lambda _path: SimpleNamespace(free=5 * 10**8))
        (error,) = doctor.no_storage()
        assert (error.code, error.params["megabytes"]) == ("little_room", 500)
        assert "PRIJENOS_HOME" in worded(Doctor.report(examine()))
    monkeypatch.setenv("PRIJENOS_HOME", str(home / "file" / "below"))
    home.mkdir(exist_ok=True)
    (home / "file").write_text("no folder")
    (error,) = doctor.no_storage()
    assert error.code == "home_read_only"
