"""Tables that name the classes of photos, as data sets come with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.job.words import LANGUAGES, say
from engine.photos.labels import read_labels
from engine.photos.layout import Recognised, recognise

ANIMALS = ("cat", "dog", "hen")


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


class Reader:
    """Recognises photos that are named alone, beside tables that are written."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, photos: Sequence[str], wanted: str = "auto", **tables: str | bytes) -> Recognised:
        found = []
        for name, content in tables.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            found.append((name, str(path)))
        paths = sorted(photos)
        told = recognise(paths, "photos", read_labels(sorted(found), paths), wanted)
        reasons = (told.layout.reason, *told.problems, *(other.reason for other in told.layout.alternatives))
        assert all(say(text, language) for text in reasons for language in LANGUAGES)
        return told


def counted(found: Recognised) -> dict[str | None, int]:
    classes = [place.class_ for place in found.places]
    return {name: classes.count(name) for name in set(classes)}


def ids(count: int = 12) -> list[str]:
    return [f"{n * 7919:08x}" for n in range(count)]


def lines(*rows: Sequence[object], by: str = ",") -> str:
    return "\n".join(by.join(map(str, row)) for row in rows) + "\n"


def animal(number: int) -> str:
    return ANIMALS[number % 3]


def test_names_without_suffix_and_a_class_beside_them(read: Reader) -> None:
    photos = [f"train/{name}.jpg" for name in ids()] + [f"test/{n}.jpg" for n in range(5)]
    table = lines(("id", "breed"), *((name, animal(n)) for n, name in enumerate(ids())))
    sample = lines(("id", *ANIMALS), *((n, 0.3, 0.3, 0.4) for n in range(5)))
    found = read(photos, **{"labels.csv": table, "sample_submission.csv": sample})
    assert found.layout.name == "table"
    assert counted(found) == {"cat": 4, "dog": 4, "hen": 4, None: 5}
    assert found.layout.reason.params["table"] == "labels.csv"


@pytest.mark.parametrize("by", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_any_delimiter_and_the_encodings_of_spreadsheets(read: Reader, by: str, encoding: str) -> None:
    names = ("mačka", "pas", "ždral")
    table = lines(("datoteka", "razred"), *((f"{name}.jpg", names[n % 3]) for n, name in enumerate(ids())), by=by)
    found = read([f"{name}.jpg" for name in ids()], **{"oznake.csv": table.encode(encoding)})
    assert counted(found) == dict.fromkeys(names, 4)


def test_pieces_of_a_collection_with_a_table_of_many_columns(read: Reader) -> None:
    photos = [f"HAM_images_part_{n % 2 + 1}/ISIC_{n:07}.jpg" for n in range(12)]
    rows = ((f"HAM_{n // 2:07}", f"ISIC_{n:07}", animal(n), "histo", 45.0 + n % 3, "male") for n in range(12))
    table = lines(("lesion_id", "image_id", "dx", "dx_type", "age", "sex"), *rows)
    found = read(photos, **{"HAM10000_metadata.csv": table})
    assert (found.layout.name, found.layout.reason.params["column"]) == ("table", "dx")
    assert counted(found) == {"cat": 4, "dog": 4, "hen": 4}


def test_one_column_a_class_in_a_table_of_each_part(read: Reader) -> None:
    tables: dict[str, str | bytes] = {}
    photos = []
    for part, count in (("train", 9), ("valid", 3), ("test", 3)):
        names = [f"{part}{n}_jpg.rf.{n:032x}.jpg" for n in range(count)]
        photos += [f"{part}/{name}" for name in names]
        rows = ((name, *(int(n % 3 == k) for k in range(3))) for n, name in enumerate(names))
        tables[f"{part}/_classes.csv"] = lines(("filename", " cat", " dog", " hen"), *rows)
    found = read(photos, **tables)
    assert counted(found) == {"cat": 5, "dog": 5, "hen": 5}
    assert {(place.part, place.class_) for place in found.places} == {
        (part, name) for part in ("train", "validation", "test") for name in ANIMALS
    }


def test_a_photo_with_several_classes_or_none_is_left_out_and_counted(read: Reader) -> None:
    rows = [(name, *(float(n % 3 == k) for k in range(3))) for n, name in enumerate(ids())]
    rows[0], rows[1] = (ids()[0], 1.0, 1.0, 0.0), (ids()[1], 0.0, 0.0, 0.0)
    found = read([f"{name}.jpg" for name in ids()], **{"truth.csv": lines(("image", *ANIMALS), *rows)})
    assert counted(found) == {"cat": 3, "dog": 3, "hen": 4, None: 2}
    assert [(problem.code, problem.params["count"]) for problem in found.problems] == [("problem.table_several", 2)]


def test_labels_joined_in_one_cell_are_several(read: Reader) -> None:
    rows = [(f"{name}.png", "cat|dog" if n == 4 else animal(n)) for n, name in enumerate(ids())]
    found = read([f"images_00{n % 2 + 1}/{name}.png" for n, name in enumerate(ids())],
                 **{"Data_Entry.csv": lines(("Image Index", "Finding Labels"), *rows)})  # fmt: skip
    assert counted(found) == {"cat": 4, "dog": 3, "hen": 4, None: 1}


def test_several_rows_of_one_photo_count_once_where_they_agree(read: Reader) -> None:
    boxes = [(f"{name}.jpg", 640, 480, animal(n), n, n) for n, name in enumerate(ids()) for _ in range(2)]
    boxes.append((f"{ids()[0]}.jpg", 640, 480, "dog", 1, 1))
    table = lines(("filename", "width", "height", "class", "xmin", "ymin"), *boxes)
    found = read([f"images/{name}.jpg" for name in ids()], **{"boxes.csv": table})
    assert counted(found) == {"cat": 3, "dog": 4, "hen": 4, None: 1}


@pytest.mark.parametrize("by", [" ", "\t", ","])
def test_lists_of_paths_with_a_label(read: Reader, by: str) -> None:
    photos = [f"images/{part}/{name}.jpg" for part in ("train", "val") for name in ids(9)]
    tables: dict[str, str | bytes] = {
        f"{part}.txt": lines(*((f"{part}/{name}.jpg", n % 3) for n, name in enumerate(ids(9))), by=by)
        for part in ("train", "val")
    }
    found = read(photos, **tables)
    assert counted(found) == {"0": 6, "1": 6, "2": 6}
    assert {place.part for place in found.places} == {"train", "validation"}


def test_annotations_of_the_validation_part_complete_the_folders(read: Reader) -> None:
    photos = [f"train/{name}/images/{name}_{n}.JPEG" for name in ANIMALS for n in range(6)]
    photos += [f"val/images/val_{n}.JPEG" for n in range(6)] + [f"test/images/test_{n}.JPEG" for n in range(4)]
    table = lines(*((f"val_{n}.JPEG", animal(n), 0, 0, 63, 62) for n in range(6)), by="\t")
    found = read(photos, **{"val/val_annotations.txt": table, "words.txt": lines(*zip(ANIMALS, "abc", strict=True))})
    assert (found.layout.name, found.layout.reason.code) == ("parts", "why.parts_table")
    assert counted(found) == {"cat": 8, "dog": 8, "hen": 8, None: 4}
    assert {place.part for place in found.places if place.class_} == {"train", "validation"}


def test_a_column_may_tell_the_part(read: Reader) -> None:
    rows = (("all/" + name + ".jpg", animal(n), "test" if n > 8 else "train") for n, name in enumerate(ids()))
    found = read(
        [f"all/{name}.jpg" for name in ids()], **{"birds.csv": lines(("filepaths", "labels", "data set"), *rows)}
    )
    assert [place.part for place in found.places].count("test") == 3


def test_the_same_name_in_train_and_test_is_the_one_that_the_table_is_called_after(read: Reader) -> None:
    photos = [f"{part}/{n}.png" for part in ("train", "test") for n in range(9)]
    table = lines(("id", "label"), *((n, animal(n)) for n in range(9)))
    found = read(photos, **{"trainLabels.csv": table})
    assert {(place.part, place.class_) for place in found.places} == {
        ("test", None), *(("train", name) for name in ANIMALS),
    }  # fmt: skip


def test_a_table_that_says_what_the_folders_say_changes_nothing(read: Reader) -> None:
    photos = [f"{animal(n)}/{name}.jpg" for n, name in enumerate(ids())]
    table = lines(("path", "label"), *((path, path.partition("/")[0].upper()) for path in photos))
    found = read(photos, **{"labels.csv": table})
    assert (found.layout.name, found.layout.alternatives) == ("folders", ())


def test_a_table_beside_folders_that_tell_other_classes_is_taken_or_told(read: Reader) -> None:
    photos = [f"{'left' if n % 2 else 'right'}/{name}.jpg" for n, name in enumerate(ids())]
    said = lines(("image", "species"), *((name, animal(n)) for n, name in enumerate(ids())))
    unsaid = lines(("image", "remark"), *((name, animal(n)) for n, name in enumerate(ids())))
    for table, expected in ((said, ["table", "folders"]), (unsaid, ["folders", "table"])):
        found = read(photos, **{"table.csv": table})
        assert [found.layout.name, *(other.name for other in found.layout.alternatives)] == expected


@pytest.mark.parametrize(
    "table",
    [
        "",
        "just a readme of words\nand more of them, too\n",
        lines(("id", "label"), ("nothing", "cat"), ("there", "dog")),
        lines(("id", "price"), *((name, n * 1.7) for n, name in enumerate(ids()))),
        lines(("id", "width", "height"), *((name, 640, 480 + n % 2) for n, name in enumerate(ids()))),
        lines(("id", "label"), *((name, 0) for name in ids())),
        lines(("id", "split"), *((name, "test" if n % 4 else "train") for n, name in enumerate(ids()))),
        bytes(range(256)) * 20,
    ],
)
def test_what_is_no_table_of_classes_is_passed_over(read: Reader, table: str | bytes) -> None:
    found = read(
        [f"{animal(n)}/{name}.jpg" for n, name in enumerate(ids())], **{"notes.csv": table, "notes.txt": table}
    )
    assert (found.layout.name, found.problems) == ("folders", ())
    assert [other for other in found.layout.alternatives if other.name == "table"] == []
    flat = read([f"{name}.jpg" for name in ids()], **{"notes.csv": table})
    assert flat.layout.name == "none"


def test_photos_that_a_table_names_and_that_are_not_there_are_counted(read: Reader) -> None:
    table = lines(("id", "label"), *((name, animal(n)) for n, name in enumerate(ids(40))))
    found = read([f"{name}.jpg" for name in ids(12)], **{"labels.csv": table})
    assert [(problem.code, problem.params["count"]) for problem in found.problems] == [("problem.table_missing", 28)]


def test_numbers_that_lost_their_zeros_in_a_spreadsheet_are_found(read: Reader) -> None:
    table = lines(("id", "label"), *((n, animal(n)) for n in range(12)))
    assert counted(read([f"{n:05}.jpg" for n in range(12)], **{"labels.csv": table})) == {"cat": 4, "dog": 4, "hen": 4}


def test_a_column_of_class_numbers_is_not_taken_for_the_photos_that_are_numbered_so(read: Reader) -> None:
    photos = [f"Train/{n % 3}/{n:05}_a.png" for n in range(12)] + [f"Test/{n:05}.png" for n in range(12)]
    photos += [f"Meta/{n}.png" for n in range(3)]
    header = ("Width", "ClassId", "Path")
    train = lines(header, *((30, n % 3, f"Train/{n % 3}/{n:05}_a.png") for n in range(12)))
    test = lines(header, *((31, n % 3, f"Test/{n:05}.png") for n in range(12)))
    found = read(photos, **{"Train.csv": train, "Test.csv": test})
    assert found.layout.name == "parts"
    assert counted(found) == {"0": 8, "1": 8, "2": 8, None: 3}


def test_columns_that_tell_several_properties_of_each_photo_are_not_taken_for_a_class(read: Reader) -> None:
    rows = ((f"{n:06}.jpg", (-1) ** n, (-1) ** (n // 2), (-1) ** (n // 3)) for n in range(24))
    partition = lines(("image_id", "partition"), *((f"{n:06}.jpg", n % 3) for n in range(24)))
    tables = {"attributes.csv": lines(("image_id", "Young", "Smiling", "Hat"), *rows), "partition.csv": partition}
    found = read([f"{n:06}.jpg" for n in range(24)], **tables)
    assert (found.layout.name, found.layout.alternatives) == ("none", ())
