"""Frames of one video and bursts stay on one side of a split; what is only numbered alike is nobody's neighbour."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pictures import drawn, folder_of
from PIL import Image
from small import result

from engine.job.events import Notice, Outcome
from engine.jobs.scan import Scan, ScanResult
from engine.jobs.train import Train
from engine.learn.parts import choose
from engine.photos.door import inspect_photo
from engine.photos.folder import scan_folder


def frames(folder: Path, pattern: str, scene: int, count: int, first: int = 0) -> None:
    """Frames of a slow pan over one scene, named by `pattern`."""
    folder.mkdir(parents=True, exist_ok=True)
    whole, random = drawn(scene, 320, 200), np.random.default_rng(scene)
    for number in range(count):
        left = 8 * number
        view = np.asarray(whole.crop((left, 20, left + 160, 140)), np.float32) + random.normal(0, 3, (120, 160, 3))
        picture = Image.fromarray(view.clip(0, 255).astype(np.uint8))
        picture.save(folder / pattern.format(first + number), quality=90)


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    """Two classes of four videos with twelve frames each."""
    for label, name in enumerate(("bird", "fruit")):
        for video in range(4):
            frames(tmp_path / name, f"{name}_video{video}_frame_{{:04}}.jpg", 10 * label + video, 12)
    return tmp_path


def scanned(folder: Path, groups: str = "auto") -> ScanResult:
    *_, last = Scan(folder=folder, groups=groups).run()
    assert isinstance(last, Outcome)
    assert isinstance(last.value, ScanResult)
    return last.value


def test_frames_of_one_video_stay_together_and_that_is_said(videos: Path) -> None:
    found = scanned(videos)
    assert [(group.reason, len(group.photos)) for group in found.groups] == [("frames", 12)] * 8
    for group in found.groups:
        assert len({path.rpartition("_frame_")[0] for path in group.photos}) == 1
    assert "problem.series" in [problem.code for problem in found.problems]
    parts = choose(found.scan, seed=0, validation=0.2, test=0.2)
    sides = [{path.rpartition("_frame_")[0] for path in np.array(parts.paths)[[*parts.rows(part)]]} for part in
             ("train", "validation", "test")]  # fmt: skip
    assert all(sides)
    assert not sides[0] & sides[1]
    assert not sides[0] & sides[2]
    assert not sides[1] & sides[2]


def test_a_person_can_switch_them_off(videos: Path) -> None:
    assert scanned(videos, "copies").groups == ()
    assert scanned(videos, "off").groups == ()
    scan = scanned(videos).scan
    assert scan.groups("off") == scan.groups("copies") == list(range(96))
    parted = choose(scan, seed=0, validation=0.2, test=0.2, groups="off")
    train, checked = ({path.rpartition("_frame_")[0] for path in np.array(parted.paths)[[*parted.rows(part)]]} for part
                      in ("train", "validation"))  # fmt: skip
    assert train & checked


def test_training_says_why_its_score_is_lower_and_truer(videos: Path) -> None:
    def told(groups: str) -> list[str]:
        events = Train(folder=videos, epochs=1, groups=groups, backbone="mobilenet_v3_small", weights="none").run()
        return [event.message.code for event in events if isinstance(event, Notice)]

    assert "notice.series_together" in told("auto")
    assert "notice.series_together" not in told("copies")


def test_photos_that_are_only_numbered_are_no_series(tmp_path: Path, resources: Path) -> None:
    folder_of(tmp_path, cat=12, dog=12)
    for number, file in enumerate(sorted((tmp_path / "cat").iterdir())):
        file.rename(file.with_name(f"cat 2 video {number:03}.jpg"))
    assert scanned(tmp_path).groups == ()
    assert scanned(resources / "sample_photos").groups == ()


def test_a_name_that_only_contains_a_word_of_videos_speaks_of_none(tmp_path: Path) -> None:
    for label, name in enumerate(("david", "sequoia", "mistake", "framed")):
        frames(tmp_path / name, f"{name}_{{:04}}.jpg", 40 + label, 12)
        folder_of(tmp_path, **{name: 30})
    assert "frames" not in [group.reason for group in scanned(tmp_path).groups]
    for label, name in enumerate(("Video", "clips", "kadar", "my_take")):
        frames(tmp_path / "more" / name, f"{name}_{{:04}}.jpg", 50 + label, 6)
        frames(tmp_path / "more" / name, f"{name}_b_{{:04}}.jpg", 60 + label, 6)
        frames(tmp_path / "more" / name, f"{name}_c_{{:04}}.jpg", 70 + label, 6)
    assert [group.reason for group in scanned(tmp_path / "more").groups].count("frames") == 12


def test_a_burst_is_told_by_the_times_in_names_and_other_photos_of_that_minute_are_not_in_it(tmp_path: Path) -> None:
    for label, name in enumerate(("cat", "dog")):
        for burst in range(4):
            frames(tmp_path / name, f"IMG_20260{label + 1}0{burst + 1}_1010{{:02}}.jpg", 100 + 10 * label + burst, 4)
        for other in range(4):
            drawn(900 + 10 * label + other, 160, 120).save(tmp_path / name / f"IMG_2026050{other + 1}_101004.jpg")
    drawn(999, 160, 120).save(tmp_path / "cat" / "IMG_20260101_101005.jpg")
    found = scanned(tmp_path)
    assert [(group.reason, len(group.photos)) for group in found.groups] == [("burst", 4)] * 8
    assert not [path for group in found.groups for path in group.photos if "101005" in path]


def stamped(path: Path, time: str, fraction: str = "", model: str = "X100") -> None:
    """Writes into a photo when and with what it was taken."""
    with Image.open(path) as picture:
        picture.load()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Maker", model
    inner = exif.get_ifd(0x8769)
    inner[0x9003] = time
    if fraction:
        inner[0x9291] = fraction
    picture.save(path, quality=90, exif=exif)


def numbered(folder: Path, scene: int, count: int = 4) -> list[Path]:
    """Pictures of one scene under names that tell nothing."""
    frames(folder, f"s{scene}_frame{{}}.jpg", scene, count, first=100)
    letters = str.maketrans("0123456789", "abcdefghij")
    for path in sorted(folder.glob(f"s{scene}_frame*.jpg")):
        path.rename(path.with_stem(path.stem.replace("_frame", "").translate(letters)))
    return sorted(folder.glob(f"s{scene}".translate(letters) + "*.jpg"))


def test_a_burst_is_told_by_what_the_camera_wrote(tmp_path: Path) -> None:
    for label, name in enumerate(("cat", "dog")):
        for burst in range(4):
            for second, path in enumerate(numbered(tmp_path / name, 200 + 10 * label + burst)):
                stamped(path, f"2026:0{label + 1}:0{burst + 1} 23:59:5{2 * second}", "25")
        for other in range(4):
            drawn(800 + 10 * label + other, 160, 120).save(tmp_path / name / f"z{other}.jpg")
            stamped(tmp_path / name / f"z{other}.jpg", f"2026:0{label + 1}:0{other + 1} 23:59:58")
    for _ in range(2):  # the second time from what was kept
        found = scanned(tmp_path)
        assert [(group.reason, len(group.photos)) for group in found.groups] == [("burst", 4)] * 8
        assert all(len({path[:8] for path in group.photos}) == 1 for group in found.groups)


def test_two_cameras_a_stopped_clock_and_nonsense_make_no_burst(tmp_path: Path) -> None:
    for name, scene in (("cat", 300), ("dog", 310)):
        folder_of(tmp_path, **{name: 8})
        for place, path in enumerate(numbered(tmp_path / name, scene, 4)):
            stamped(path, "2026:01:01 10:00:00", model=f"camera {place}")
        for path in numbered(tmp_path / name, scene + 1, 30):
            stamped(path, "2026:02:02 10:00:00", model="a")
        for path, time in zip(
            numbered(tmp_path / name, scene + 2, 4),
            ("0000:00:00 00:00:00", "1980:01:01 00:00:00", "no time", ""),
            strict=True,
        ):
            stamped(path, time)
    bursts = scanned(tmp_path).groups
    assert not [group for group in bursts if group.reason == "burst"]


def test_when_a_photo_was_taken_is_read_with_fractions_and_none_is_made_up(tmp_path: Path) -> None:
    for suffix in ("jpg", "png", "webp"):
        path = tmp_path / f"a.{suffix}"
        drawn(1).save(path)
        assert inspect_photo(path).shot is None
        stamped(path, "2026:01:02 03:04:05", "50")
        first, camera = inspect_photo(path).shot or (0.0, 0)
        stamped(path, "2026:01:02 03:04:07")
        second, same = inspect_photo(path).shot or (0.0, 0)
        stamped(path, "2026:01:02 03:04:07", model="other")
        assert (second - first, same) == (1.5, camera)
        assert (inspect_photo(path).shot or (0.0, 0))[1] != camera


def test_videos_never_keep_a_training_from_starting(tmp_path: Path) -> None:
    """A class of one video alone cannot be divided by videos: it is divided by photos then."""
    frames(tmp_path / "one", "video1_frame{:03}.jpg", 1, 12)
    for video in range(4):
        frames(tmp_path / "many", f"video{video}_frame{{:03}}.jpg", 20 + video, 8)
    found = scanned(tmp_path)
    assert {path.partition("/")[0] for group in found.groups for path in group.photos} == {"many"}
    *_, last = Train(folder=tmp_path, epochs=1, backbone="mobilenet_v3_small", weights="none").run()
    assert isinstance(last, Outcome)


def test_a_gap_in_the_numbers_or_a_cut_ends_a_series(tmp_path: Path) -> None:
    frames(tmp_path / "a", "clip1_{:04}.jpg", 5, 6)
    frames(tmp_path / "a", "clip1_{:04}.jpg", 5, 6, first=500)
    frames(tmp_path / "a", "clip1_{:04}.jpg", 6, 6, first=506)
    folder_of(tmp_path, b=8)
    scan, _ = result(scan_folder(tmp_path))
    assert [len(series.photos) for series in scan.series] == [6, 6, 6]


def test_groups_join_where_a_copy_lies_in_another_series(videos: Path) -> None:
    (videos / "bird" / "bird_video2_frame_0003.jpg").write_bytes(
        (videos / "bird" / "bird_video0_frame_0003.jpg").read_bytes()
    )
    scan = scanned(videos).scan
    groups = dict(zip((photo.path for photo in scan.photos), scan.groups(), strict=True))
    copy, original = (groups[f"bird/bird_video{video}_frame_0003.jpg"] for video in (2, 0))
    assert copy == original == groups["bird/bird_video0_frame_0007.jpg"]
