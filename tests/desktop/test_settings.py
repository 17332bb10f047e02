"""Settings survive whatever becomes of their file: a bad field takes its default, alone."""

from __future__ import annotations

import functools
import json
import shutil
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from desktop.page.page import Surroundings
from desktop.pages.attack.left import AttackSettings
from desktop.pages.data.left import SplitSettings
from desktop.pages.ideal.left import IdealSettings
from desktop.pages.settings.page import SettingsPage
from desktop.pages.train.left import TrainSettings
from desktop.pages.welcome.page import Welcome
from desktop.runner import Runner
from desktop.settings import RECENT, Settings, Values, read
from desktop.workspace import DEFAULT_MODEL, Workspace
from engine.files import is_folder
from engine.job.background import Background
from engine.project import Project

KEPT = Path(__file__).parents[1] / "faults" / "kept"
GOOD: dict[str, Any] = {
    "version": 1, "language": "hr", "theme": "dark", "device": "cpu", "threads": 3, "recent_folders": ["/a", "/b"],
    "model": "resnet18", "page": "train", "geometry": "AAAA", "log_shown": True, "forms": {"train": {"epochs": 5}},
    "places": {"save": "/photos"},
}  # fmt: skip
BAD = [
    ("language", "de"), ("language", 3), ("language", None), ("theme", "pink"), ("theme", []),
    ("text_size", 101), ("text_size", "100"), ("device", "tpu"),
    ("threads", -1), ("threads", "2"), ("threads", True), ("threads", 1e9), ("recent_folders", "x"),
    ("recent_folders", [1]), ("recent_folders", ["\0"]), ("recent_folders", ["a"] * 99), ("model", 1),
    ("page", {}), ("geometry", 5), ("geometry", "x" * 20_000), ("log_shown", 1), ("forms", []), ("forms", {"a": 1}),
    ("geometry", "A"), ("geometry", "ž"), ("places", []), ("places", {"save": 1}), ("places", {"save": "\0"}),
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_settings_come_back_as_they_were(app: QApplication, file: Path) -> None:
    settings = Settings(file)
    settings.change(language="hr", threads=3, log_shown=True)
    settings.add_recent(Path("/photos/čćž"))
    settings.keep_form("train", {"epochs": 7})
    settings.save()
    assert Settings(file).values == settings.values
    assert Settings(file).notice is None
    assert Settings(file).form("train") == {"epochs": 7}


def test_a_good_file_is_read_without_a_word(file: Path) -> None:
    file.write_text(json.dumps(GOOD))
    values, notice = read(file)
    assert notice is None
    assert values.recent_folders == ("/a", "/b")
    assert (values.language, values.theme, values.threads) == ("hr", "dark", 3)


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda item: repr(item)[:24])
def test_a_bad_field_takes_its_default_alone(file: Path, name: str, value: Any) -> None:
    file.write_text(json.dumps(GOOD | {name: value}))
    values, notice = read(file)
    assert getattr(values, name) == getattr(Values(), name)
    others = [key for key in GOOD if key not in (name, "version", "recent_folders")]
    assert all(getattr(values, key) == GOOD[key] for key in others)
    assert notice is not None
    assert notice.params["fields"] == name
    assert json.loads(file.with_name("settings.json.bad").read_text()) == GOOD | {name: value}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe\x00", b"{" * 100_000, b"[" * 100_000]
)
def test_a_file_that_is_no_settings_file_means_defaults_a_copy_and_one_notice(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    values, notice = read(file)
    assert values == Values()
    assert notice is not None
    assert file.with_name("settings.json.bad").read_bytes() == content


def test_a_file_of_a_newer_version_gives_what_can_be_read(file: Path) -> None:
    file.write_text(json.dumps(GOOD | {"version": 2, "holograms": True}))
    values, notice = read(file)
    assert values.language == "hr"
    assert notice is not None
    assert file.with_name("settings.json.bad").is_file()


def test_no_file_is_the_first_day(file: Path) -> None:
    assert read(file) == (Values(), None)


def test_a_folder_in_place_of_the_file_stops_nothing(app: QApplication, file: Path) -> None:
    file.mkdir()
    settings = Settings(file)
    assert settings.values == Values()
    assert settings.notice is not None
    settings.change(theme="dark")
    settings.save()
    assert settings.values.theme == "dark"
    assert file.is_dir()


def test_a_place_where_nothing_can_be_written_stops_nothing(app: QApplication, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    settings = Settings(tmp_path / "home" / "settings.json")
    settings.change(language="hr")
    settings.save()
    assert settings.words_language == "hr"


def test_no_home_at_all_stops_nothing(app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PRIJENOS_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    settings = Settings()
    settings.change(theme="dark")
    settings.save()
    assert settings.values.theme == "dark"


ANY: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["\ud800", "\0", "x" * 300]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
DEEP: Any = functools.reduce(lambda inner, _: {"a": inner}, range(300), {})


@hypothesis.settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoilt=st.dictionaries(st.sampled_from(sorted(GOOD)), ANY | st.dictionaries(st.text(), ANY)))
@example(spoilt={"forms": {"train": DEEP}})
@example(spoilt={"forms": {"train": {"rate": float("nan")}}})
def test_whatever_stands_in_the_file_the_good_is_kept_and_can_be_written_again(
    app: QApplication, tmp_path_factory: pytest.TempPathFactory, spoilt: Any
) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.json"
    content = json.dumps(GOOD | spoilt).encode()
    file.write_bytes(content)
    settings = Settings(file)
    sound = [name for name in GOOD if name not in (*spoilt, "version", "recent_folders")]
    assert all(getattr(settings.values, name) == GOOD[name] for name in sound)
    copy = file.with_name("settings.json.bad")
    assert (copy.read_bytes() == content) if settings.notice else not copy.exists()
    settings.save()
    assert read(file) == (settings.values, None)


@given(data=st.binary(max_size=60), cut=st.integers(0, 400), at=st.integers(0, 400))
def test_a_file_with_bytes_cut_and_changed_is_read_or_copied(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, cut: int, at: int
) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.json"
    whole = json.dumps(GOOD).encode()[:cut]
    content = whole[:at] + data + whole[at + len(data) :]
    file.write_bytes(content)
    _, notice = read(file)
    copy = file.with_name("settings.json.bad")
    assert (copy.read_bytes() == content) if notice else not copy.exists()


def test_a_recent_folder_with_bytes_that_are_no_text_is_remembered(app: QApplication, file: Path) -> None:
    settings = Settings(file)
    settings.add_recent(Path("/photos/\udce8\udcff"))
    settings.save()
    assert Settings(file).values == settings.values


def test_paths_that_no_system_takes_do_not_keep_the_program_from_starting(app: QApplication, file: Path) -> None:
    long = "/" + "x" * 300
    file.write_text(json.dumps({"version": 1, "model": f"{long}.safetensors", "recent_folders": [long]}))
    settings = Settings(file)
    assert settings.notice is None
    assert Workspace(settings).model == DEFAULT_MODEL
    assert not is_folder(Path(settings.values.recent_folders[0]))


def test_a_change_is_told_once_by_name_and_only_where_there_is_one(app: QApplication, file: Path) -> None:
    settings = Settings(file)
    told: list[str] = []
    settings.changed.connect(told.append)
    settings.change(theme="dark", threads=0)
    settings.change(theme="dark")
    assert told == ["theme"]


def test_the_recent_folders_are_few_the_last_one_first(app: QApplication, file: Path) -> None:
    settings = Settings(file)
    for number in range(12):
        settings.add_recent(Path(f"/{number}"))
    settings.add_recent(Path("/9"))
    assert settings.values.recent_folders[:3] == ("/9", "/11", "/10")
    assert len(settings.values.recent_folders) == RECENT


def test_starting_over_keeps_the_recent_folders(app: QApplication, file: Path) -> None:
    settings = Settings(file)
    settings.change(theme="dark", language="hr", recent_folders=("/a",))
    settings.reset()
    assert settings.values == Values(recent_folders=("/a",))


def test_changes_are_written_by_themselves(app: QApplication, file: Path, until: Any) -> None:
    settings = Settings(file)
    settings.change(theme="dark")
    until(file.is_file)
    assert read(file)[0].theme == "dark"


def test_what_an_earlier_version_remembered_stands_on_the_pages_again(app: QApplication, file: Path) -> None:
    shutil.copy(KEPT / "settings-2.json", file)
    settings = Settings(file)
    assert settings.notice is None
    assert (settings.values.language, settings.values.theme, settings.values.threads) == ("hr", "dark", 2)
    given = json.loads(file.read_bytes())["forms"]

    train = TrainSettings()
    train.set_values({**settings.form("train"), **settings.form("split")})
    kept = {**given["train"], **given["split"]}
    assert {name: train.values()[name] for name in kept} == kept

    split = SplitSettings()
    split.set_values(settings.form("split"))
    assert split.values() == {**given["split"], "groups": "auto"}

    ideal = IdealSettings()
    ideal.set_model("efficientnet_lite0")
    ideal.set_values(settings.form("ideal"))
    since = {"quality": "live", "canvas": "auto", "like": None, "with_": [], "pictures": 1}
    knobs = {given["ideal"]["preset"]: given["ideal"]["knobs"]}
    assert ideal.plain_values() == {**given["ideal"], **since, "knobs": knobs}

    attack = AttackSettings()
    attack.set_model("efficientnet_lite0")
    attack.set_values(settings.form("attack"))
    values = attack.values("efficientnet_lite0")
    names = ("attack", "enduring", "confidence", "samples")
    assert {name: values[name] for name in names} == {name: given["attack"][name] for name in names}
    assert (values["epsilon"], values["steps"], attack.search.name()) == (2.5, None, "zebra")


def test_starting_over_keeps_the_settings_of_before_and_says_where(app: QApplication) -> None:
    settings = Settings()
    settings.change(language="hr", theme="dark", threads=2)
    page = SettingsPage(Surroundings(Runner(background=Idle()), Workspace(settings), settings))
    page.retranslate()
    page._reset.click()
    assert (settings.values.theme, settings.values.threads) == (
        Settings(settings.path.with_name("none")).values.theme,
        0,
    )
    kept = settings.path.with_name("settings.before.json")
    assert str(kept) in page._reset_note.text()
    assert json.loads(kept.read_bytes())["theme"] == "dark"
    page.around.runner.close()


def test_the_language_is_chosen_on_the_welcome_page_by_its_own_name(app: QApplication) -> None:
    settings = Settings()
    settings.change(language="en")
    page = Welcome(Surroundings(Runner(background=Idle()), Workspace(settings), settings))
    page.retranslate()
    assert [button.text() for button in page._languages.values()] == ["English", "Hrvatski"]
    assert not page._languages["en"].isEnabled()
    page._languages["hr"].click()
    assert settings.values.language == "hr"
    page.retranslate()
    assert page._languages["en"].isEnabled()
    page.around.runner.close()


class Idle(Background):
    """An engine thread that never begins."""

    def warm_up(self) -> None:
        pass


def test_projects_get_a_folder_of_a_persons_own_and_go_back(
    app: QApplication, around: Surroundings, tmp_path: Path
) -> None:
    page = SettingsPage(around)
    page.retranslate()
    place = page.projects
    assert place.usual.isHidden()
    mine = tmp_path / "mine"
    mine.mkdir()
    place.take(mine)
    assert page._paths["projects"].text() == str(mine)
    assert not place.usual.isHidden()
    assert Project.default_folder(tmp_path / "photos").parent == mine
    place.usual.click()
    assert place.usual.isHidden()
    assert Project.default_folder(tmp_path / "photos").parent != mine
    place.take(tmp_path / "nowhere")
    assert page.banner.error is not None
    assert page.banner.error.code == "place_not_writable"
