"""Pre-trained weights: where they lie, whether they are here, and how they come here.

The publisher's file is kept as it is. What he says of it (the 8 hex digits in its name; for the embedded file all 64)
is checked when it comes; its full SHA-256 is recorded beside it then, and checked at every load.
"""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.files import home, replacing, write_json
from engine.job.words import EngineError
from engine.models.backbones import BACKBONES, PublishedWeights, backbone
from engine.models.file import Shapes, WeightsFile, open_weights

if TYPE_CHECKING:
    from torch import Tensor

State: TypeAlias = Literal["bundled", "ready", "absent"]


@dataclass(frozen=True, slots=True)
class Stored:
    """A weights file that is here, and the SHA-256 of its bytes."""

    path: Path
    digest: str


def folder() -> Path:
    """Where the weights lie that did not come with the program."""
    return home() / "weights"


def bundled_path(file: PublishedWeights) -> Path | None:
    """Where the file lies in its Python package, if that is installed; the package's code is not run."""
    spec = importlib.util.find_spec(file.package) if file.package else None
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place) / "models" / file.file
        if path.is_file():
            return path
    return None


def weights_path(name: str, version: str = "default") -> Path:
    """Where the weights of a backbone lie, or will lie once they are here."""
    file = backbone(name).published(version)
    return bundled_path(file) or folder() / file.file


def weights_state(name: str, version: str = "default") -> State:
    """Whether the weights came with the program, were brought, or are not here."""
    file = backbone(name).published(version)
    if bundled_path(file):
        return "bundled"
    return "ready" if (folder() / file.file).is_file() else "absent"


def weights_digest(name: str, version: str = "default") -> str:
    """The full SHA-256 of the weights that are here, as it was recorded; "" when they are absent."""
    file = backbone(name).published(version)
    return file.digest or _recorded(folder() / file.file)


def check(name: str, version: str = "default") -> Stored:
    """Reads the whole weights file and compares its digest. Raises EngineError `weights_absent`, `weights_changed`."""
    with open_weights(_here(name, version)) as file:
        return _check(file, name, version)


def load_weights(name: str, version: str, expected: Shapes) -> dict[str, Tensor]:
    """The tensors of a backbone's weights, after their digest was checked.

    Of the file of a whole network the convolutions, where those alone make the backbone. Raises what `check` and
    `WeightsFile.load` raise.
    """
    with open_weights(_here(name, version)) as file:
        _check(file, name, version)
        return file.load(expected, "classifier." if backbone(name).trunk_of else "")


def import_weights(name: str, source: Path, version: str = "default") -> Stored:
    """Brings a backbone's weights from a file, or from a folder (a USB stick) that holds the file by its name.

    The digest is checked, and the contents looked through, before and while it is copied. Raises EngineError
    `import_missing`, `import_wrong_digest`, `file_has_code` and what looking it through raises.
    """
    known = backbone(name).published(version)
    found = _find(source, known) if source.is_dir() else source
    if found is None or not found.is_file():
        raise EngineError("import_missing", source=str(source), file=known.file)
    target = folder() / known.file
    with open_weights(found) as file:
        file.look_through()
        digest = file.sha256()
        if not digest.startswith(known.digest or known.prefix):
            raise EngineError("import_wrong_digest", source=str(found), file=known.file, backbone=name)
        if found.resolve() != target.resolve():
            with replacing(target, found.stat().st_size) as copy:
                file.copy(copy)
    record(target, digest)
    return check(name, version)


def import_folder(source: Path) -> list[Stored]:
    """Brings every weights file of the table that a folder holds. Raises EngineError as `import_weights` does."""
    return [
        import_weights(row.name, source, file.version)
        for row in BACKBONES.values()
        for file in row.weights
        if weights_state(row.name, file.version) == "absent" and _find(source, file)
    ]


def record(path: Path, digest: str) -> None:
    """Writes down what a weights file's digest is, beside it."""
    write_json(_record_path(path), {"file": path.name, "sha256": digest, "bytes": path.stat().st_size})


def _record_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _recorded(path: Path) -> str:
    """The digest written down for a file; "" where there is none that can be read."""
    try:
        digest = json.loads(_record_path(path).read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return digest if isinstance(digest, str) and len(digest) == 64 else ""


def _here(name: str, version: str) -> Path:
    """Where the weights lie. Raises EngineError `weights_absent` or `weights_in_package`."""
    path, file = weights_path(name, version), backbone(name).published(version)
    if path.is_file():
        return path
    if file.package:
        raise EngineError("weights_in_package", backbone=name, file=file.file)
    raise EngineError("weights_absent", backbone=name, file=file.file, megabytes=file.megabytes)


def _check(file: WeightsFile, name: str, version: str) -> Stored:
    published, digest = backbone(name).published(version), file.sha256()
    known = published.digest or _recorded(file.path)
    if not digest.startswith(known or published.prefix):
        raise EngineError("weights_changed", path=str(file.path), backbone=name)
    if not known:
        record(file.path, digest)
    return Stored(file.path, digest)


def _find(source: Path, file: PublishedWeights) -> Path | None:
    """The file in a folder or in one of the folders right below it."""
    places = (source / file.file, source / "weights" / file.file, *sorted(source.glob(f"*/{file.file}")))
    return next((place for place in places if place.is_file()), None)
