"""The house rules, held by machine: import directions, types, style, the two doors, the words."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.job import words
from engine.job.declare import parameters
from engine.job.words import LANGUAGES, PARTS, catalogue
from engine.jobs import JOBS

ROOT = Path(__file__).resolve().parents[1]
CODE = [*sorted((ROOT / "engine").rglob("*.py")), *sorted((ROOT / "desktop").rglob("*.py"))]


def run_tool(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_run_one_way() -> None:
    run_tool("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")


def test_the_style_holds() -> None:
    run_tool("-m", "ruff", "check", "--no-cache", ".")
    run_tool("-m", "ruff", "format", "--check", "--no-cache", ".")


def test_every_type_is_declared_and_fits() -> None:
    pytest.importorskip("PySide6", reason="mypy reads PySide6's own types")
    run_tool("-m", "mypy")


def test_the_engine_starts_without_torch_and_without_qt() -> None:
    """The window draws its forms from the declarations while torch is still being imported."""
    program = "import sys, engine.jobs; assert not {'torch', 'torchvision', 'PySide6'} & set(sys.modules)"
    run_tool("-c", program)


INSTALLED_AS = {"PIL": "pillow", "PySide6": "PySide6-Essentials"}
"""The distributions that are not called as what they hold."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [item.name for item in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        yield from (name.partition(".")[0] for name in names)


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = project["dependencies"] + project["optional-dependencies"]["heic"]
    names = {re.split(r"[^\w-]", line)[0].lower() for line in declared}
    found = {name for path in CODE for name in imported(path)} - sys.stdlib_module_names - {"engine", "desktop"}
    assert "torch" in found
    assert {INSTALLED_AS.get(name, name).replace("_", "-").lower() for name in found} <= names


def test_one_name_stands_for_one_class() -> None:
    """Pages never import one another: two of them may call parts of their own alike."""
    homes: dict[str, set[str]] = {}
    for path in CODE:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, set()).add(path.relative_to(ROOT).as_posix())
    several = {name: found for name, found in homes.items() if len(found) > 1}
    assert not {name for name, found in several.items() if not all(one.startswith("desktop/pages/") for one in found)}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_pictures_and_weights_come_through_their_doors(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    found = {called for called, _ in calls(ast.parse(path.read_text("utf-8")))}
    if name != "engine/photos/door.py":
        assert not {called for called in found if called.endswith(("Image.open", "read_image", "ImageFolder"))}
        assert not {called for called in found if called.endswith("QImageReader")}
    if name != "engine/models/file.py":
        assert not {called for called in found if called.endswith(("torch.load", "safe_open"))}
        assert not re.search(r"^\s*(from|import) safetensors", path.read_text("utf-8"), re.MULTILINE)
    unsafe = ("load_state_dict_from_url", "pickle.load", "pickle.loads")
    assert not {called for called in found if called.endswith(unsafe)}


def spoken_codes() -> Iterator[tuple[str, str]]:
    """Every literal code that the program words, and where."""
    for path in CODE:
        for called, node in calls(ast.parse(path.read_text("utf-8"))):
            first = node.args[0] if node.args else None
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                continue
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            if called.split(".")[-1] in ("message", "Message") and "." in first.value:
                yield where, first.value
            elif called.split(".")[-1] in ("EngineError", "unknown"):
                yield from ((where, f"error.{first.value}.{part}") for part in ("title", "cause", "remedy"))


def test_every_code_in_the_program_has_its_words() -> None:
    missing = sorted({f"{where} {code}" for where, code in spoken_codes() if code not in catalogue()})
    assert not missing, "\n".join(missing)


def test_no_code_is_worded_in_two_places() -> None:
    """Files are read one after another: of two texts with one code the last would count, everywhere."""
    homes: dict[str, list[str]] = {}
    for path in sorted((ROOT / "resources" / "translations" / "engine").glob("*.toml")):
        texts: dict[str, Mapping[str, Any]] = {}
        words._flatten(tomllib.loads(path.read_text("utf-8")), "", texts)
        for code in texts:
            homes.setdefault(code, []).append(path.name)
    assert not {code: files for code, files in homes.items() if len(files) > 1}


def fields_of(code: str) -> set[str]:
    """What a text of the catalogue is to be given."""
    texts = texts_of(catalogue()[code]["en"])
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_whoever_words_a_text_gives_it_all_that_it_names() -> None:
    short = []
    for path in CODE:
        for called, node in calls(ast.parse(path.read_text("utf-8"))):
            first, given = node.args[0] if node.args else None, {item.arg for item in node.keywords}
            name = called.split(".")[-1]
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)) or None in given:
                continue
            codes = [first.value] if name == "message" else []
            codes = [f"error.{first.value}.{part}" for part in PARTS] if name == "EngineError" else codes
            wanted = set().union(*(fields_of(code) for code in codes if code in catalogue()))
            short += (
                [f"{path.relative_to(ROOT)}:{node.lineno} {first.value}: {wanted - given}"] if wanted - given else []
            )
    assert not short, "\n".join(short)


def test_every_parameter_has_a_label_and_a_help() -> None:
    wanted = [text.code for job in JOBS for p in parameters(job) for text in (p.label, p.help)]
    wanted += [f"job.{job.name}.about" for job in JOBS]
    wanted += [f"group.{p.group}" for job in JOBS for p in parameters(job) if p.group not in ("", "hidden")]
    assert not sorted({code for code in wanted if code not in catalogue()})


def texts_of(entry: object) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_a_text_stands_in_every_language_with_the_same_parameters(code: str) -> None:
    entry = catalogue()[code]
    assert set(entry) == set(LANGUAGES)
    if not isinstance(entry["en"], str):
        assert set(entry["en"]) == {"one", "other"}
        assert set(entry["hr"]) == {"one", "few", "other"}
    fields = {
        language: set().union(*({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in texts))
        for language, texts in ((language, texts_of(entry[language])) for language in LANGUAGES)
    }
    assert fields["en"] == fields["hr"]
    assert all(text.strip() for language in LANGUAGES for text in texts_of(entry[language]) if "cause" not in code)


def test_nothing_translated_is_put_together_before_translation() -> None:
    assert not [str(path) for path in CODE if re.search(r"\btr\(\s*f[\"']", path.read_text("utf-8"))]


LONGEST_PAGE, MOST_METHODS = 320, 22


def too_large(text: str) -> list[str]:
    """What is wrong with the size of a page's file."""
    found = [f"{len(text.splitlines())} lines"] if len(text.splitlines()) > LONGEST_PAGE else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            methods = sum(isinstance(part, ast.FunctionDef) for part in node.body)
            found += [f"{node.name} has {methods} methods"] * (methods > MOST_METHODS)
    return found


def test_no_page_grows_beyond_what_one_reads_at_a_sitting() -> None:
    pages = sorted((ROOT / "desktop" / "pages").rglob("*.py"))
    assert len(pages) > 20
    found = {path.relative_to(ROOT).as_posix(): too_large(path.read_text("utf-8")) for path in pages}
    assert not {name: faults for name, faults in found.items() if faults}


def test_a_page_that_is_too_large_is_seen() -> None:
    assert too_large("x = 1\n" * (LONGEST_PAGE + 1)) == ["321 lines"]
    methods = "".join(f"    def m{number}(self): ...\n" for number in range(MOST_METHODS + 1))
    assert too_large(f"class Page:\n{methods}") == ["Page has 23 methods"]
    assert not too_large("class Page:\n    def one(self): ...\n")
