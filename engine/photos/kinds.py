"""What kind of file lies there: judged by its first bytes, and by its name only where those say nothing.

Each kind that is no picture for us is a reason with its way out, `reason.KIND`; files are counted by them.
"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from PIL import features

from engine.job.words import Message, message

HEAD: Final = 1024
"""Bytes at the beginning of a file that are enough to tell its kind."""

AVIF: Final = bool(features.check("avif"))
HEIC: Final = importlib.util.find_spec("pillow_heif") is not None
"""Whether what reads these formats is there."""

_PHOTO_NAME: Final = re.compile(
    r"\.(p?jpe?g|jpe|jfif|mpo|a?png|gif|bmp|dib|tiff?|webp|avifs?|p[pgbn]m" + (r"|hei[cf]s?" if HEIC else "") + ")"
)
_HEIC: Final = rb"....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)"
_READ: Final = re.compile(
    rb"(?s)\xff\xd8\xff|\x89PNG\r\n|GIF8|BM....\x00\x00\x00\x00|II[*+]\x00|MM\x00[*+]|RIFF....WEBP"
    rb"|P[1-6]\s+(#[^\n]*\n\s*)*\d" + (rb"|....ftypavi[fs]" if AVIF else b"") + (b"|" + _HEIC if HEIC else b"")
)
_TIFF: Final = re.compile(rb"II[*+]\x00|MM\x00[*+]")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is left out, by its path as it can be shown, and why."""

    path: str
    reason: Message


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Files that were left out for one kind of reason. `first`: the path of the first, `reason`: that of the first."""

    kind: str
    count: int
    reason: Message
    first: str

    def counted(self) -> Message:
        """How many of what, in words: "12 DICOM files"."""
        return message(f"kind.{self.kind}", count=self.count)


def left_out(skipped: Sequence[Skipped]) -> tuple[LeftOut, ...]:
    """What was left out, by its kind, the most frequent first."""
    firsts: dict[str, Skipped] = {}
    for item in skipped:
        firsts.setdefault(item.reason.code, item)
    counts = Counter(item.reason.code for item in skipped)
    return tuple(
        LeftOut(code.removeprefix("reason."), count, firsts[code].reason, firsts[code].path)
        for code, count in counts.most_common()
    )


def listed(kinds: Sequence[LeftOut]) -> Message:
    """How many of each kind, in one phrase: "24 HEIC photos, 24 videos"."""
    if not kinds:
        return message("kinds.none")
    told = kinds[0].counted()
    for kind in kinds[1:_NAMED]:
        told = message("kinds.and", one=told, other=kind.counted())
    return told if len(kinds) <= _NAMED else message("kinds.more", some=told)


def ways(kinds: Sequence[LeftOut]) -> Message:
    """What to do about files that were left out, of the kinds that something can be done about."""
    told = [kind.reason for kind in kinds if kind.kind not in _NO_WAY][:_WAYS]
    if not told:
        return message("kinds.elsewhere")
    way = told[0]
    for other in told[1:]:
        way = message("kinds.ways", one=way, other=other)
    return way


def report_left_out(kinds: Sequence[LeftOut], skipped: Sequence[Skipped]) -> list[Message]:
    """What was left out, in lines for a terminal: each kind with its first and the way out, damaged files by name."""
    lines = [message("report.scan.skipped", count=sum(kind.count for kind in kinds))] if kinds else []
    lines += [
        message("report.scan.kind", what=kind.counted(), first=" ".join(kind.first.split()), reason=kind.reason)
        for kind in kinds
    ]
    named = [item for item in skipped if item.reason.code in FAULTS]
    several = named[:_LISTED] if len(named) > 1 else []
    lines += [
        message("report.scan.skipped_file", path=" ".join(item.path.split()), reason=item.reason) for item in several
    ]
    if len(named) > _LISTED:
        lines.append(message("report.scan.more", count=len(named) - _LISTED))
    return lines


FAULTS: Final = frozenset(("reason.truncated", "reason.damaged", "reason.empty", "reason.not_a_picture"))
"""Why a file that bears a picture's name holds none."""
_NO_WAY: Final = ("text", "other", "sidecar", "live_photo", "not_a_picture")
_WAYS: Final = 3
_NAMED: Final = 4
_LISTED: Final = 20  # damaged files that a terminal is told of

_CONTENTS: Final = tuple(
    (re.compile(b"(?s)" + pattern), kind, name)
    for pattern, kind, name in (
        (_HEIC, "heic", ""),
        (rb"....ftypavi[fs]", "unsupported", "AVIF"),
        (rb"....ftypcrx", "raw", ""),
        (rb"II\*\x00....CR|FUJIFILMCCD-RAW|IIU\x00|IIR[OS]|MMOR|FOVb|\x00MRM", "raw", ""),
        (rb".{128}DICM", "dicom", ""),
        (rb"\x93NUMPY|\x89HDF\r\n\x1a\n|MATLAB 5\.0|SIMPLE  =|CDF[\x01\x02]", "arrays", ""),
        (rb"PK\x03\x04.{26}[^/]{0,200}\.npy", "arrays", ""),
        (rb"PK\x03\x04.{26}[^/]{1,200}/(data\.pkl|\.format_version|\.storage|byteorder|version)", "weights", ""),
        (rb"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19", "weights", ""),
        (rb'.{8}\{"(__metadata__"|[^"\x00-\x1f]{1,300}":\{")', "weights", ""),
        (rb"PK\x03\x04.{26}(\[Content_Types\]\.xml|mimetypeapplication/)", "document", ""),
        (rb"%PDF|\s*%PDF|%!PS|\{\\rtf|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|AT&TFORM", "document", ""),
        (rb"....ftypM4A|ID3|RIFF....WAVE|fLaC|OggS|#!AMR", "audio", ""),
        (rb"....(ftyp|moov|mdat|wide|skip|pnot)|RIFF....AVI |\x1aE\xdf\xa3|FLV\x01|0&\xb2u\x8ef\xcf\x11", "video", ""),
        (rb"\x00\x00\x01[\xb3\xba]", "video", ""),
        (rb"(\xef\xbb\xbf)?\s*<.{0,900}?<svg|(\xef\xbb\xbf)?\s*<svg", "svg", ""),
        (rb"(?i)(\xef\xbb\xbf)?\s*(<!doctype html|<html)", "page", ""),
        (rb"8BPS", "unsupported", "PSD"),
        (rb"gimp xcf", "unsupported", "XCF"),
        (rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51", "unsupported", "JPEG 2000"),
        (rb"\x00\x00\x00\x0cJXL |\xff\x0a", "unsupported", "JPEG XL"),
        (rb"\x00\x00\x01\x00", "unsupported", "ICO"),
        (rb"\x76\x2f\x31\x01", "unsupported", "OpenEXR"),
        (rb"#\?RADIANCE", "unsupported", "Radiance HDR"),
        (rb"DDS ", "unsupported", "DDS"),
        (rb"P7\s|P[fF]\s", "unsupported", "PNM"),
        (rb"\x01\x00\x00\x00.{36} EMF", "unsupported", "EMF"),
        (rb"PK\x03\x04|PK\x05\x06|\x1f\x8b|BZh|\xfd7zXZ|.{257}ustar", "archive", ""),
        (rb"7z\xbc\xaf\x27|Rar!|\x28\xb5\x2f\xfd", "packed", ""),
    )
)  # fmt: skip
_NAMES: Final = {
    "heic": "heic heif heics", "dicom": "dcm dicom dic ima", "svg": "svg svgz",
    "raw": "dng cr2 cr3 crw nef nrw arw srf sr2 raf orf rw2 pef ptx srw x3f 3fr erf kdc dcr mrw mos iiq rwl raw",
    "arrays": "npy npz mat h5 hdf5 nii nc fits fit mha mhd nrrd tfrecord parquet pkl pickle",
    "archive": "zip tar gz tgz bz2 tbz tbz2 xz txz", "packed": "rar 7z zst tzst", "sidecar": "aae xmp thm pp3 dop lrv",
    "video": "mov mp4 m4v avi mkv webm mts m2ts wmv mpg mpeg 3gp flv", "audio": "mp3 wav m4a flac ogg aac",
    "document": "pdf doc docx ppt pptx xls xlsx odt odp ods rtf ps eps djvu epub",
    "weights": "pth pt safetensors ckpt onnx tflite gguf pb keras",
    "page": "html htm",
}  # fmt: skip
_BY_NAME: Final = {suffix: kind for kind, suffixes in _NAMES.items() for suffix in suffixes.split()}
_OTHER_PICTURES: Final = {
    "psd": "PSD", "jp2": "JPEG 2000", "j2k": "JPEG 2000", "jxl": "JPEG XL", "ico": "ICO", "xcf": "XCF", "tga": "TGA",
    "exr": "OpenEXR", "hdr": "Radiance HDR", "dds": "DDS", "pcx": "PCX", "emf": "EMF", "wmf": "WMF", "ai": "AI",
    "pam": "PNM", "pfm": "PNM", "kra": "KRA",
}  # fmt: skip
_PAPER: Final = re.compile(
    r"(?i).*?(licen[cs]e|copying|copyright|agreement|terms|read[ _-]?me|citation|msr-la)[^.]{0,40}"
    r"(\[\d+\])?(\.(txt|md|rst|pdf|rtf|docx?|odt))?"
)
_ASIDE: Final = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "picasa.ini"))


def is_photo_name(name: str) -> bool:
    """Whether a file bears the name of a picture that we read."""
    return _PHOTO_NAME.fullmatch(PurePath(name).suffix.casefold()) is not None


def begins_like_a_photo(head: bytes) -> bool:
    """Whether a file's first bytes are those of a format that we read."""
    return _READ.match(head) is not None


def no_photo_by_name(name: str) -> Message | None:
    """Why a file is left out whatever it begins like: a camera's raw data look like a TIFF, notes may be a small JPEG.

    None where the name says nothing of the kind.
    """
    kind = _BY_NAME.get(PurePath(name).suffix.casefold().removeprefix("."))
    return message(f"reason.{kind}") if kind in ("raw", "sidecar") else None


def judge(head: bytes, name: str = "") -> Message | None:
    """Why a file that begins so is left out; None for a picture of a format that we read.

    `head`: its first `HEAD` bytes, `name`: where that is known. What is read beside photos and not left out for it is
    `reason.text`; what nothing is known of, `reason.other`.
    """
    suffix = PurePath(name).suffix.casefold().removeprefix(".")
    if name.casefold() in _ASIDE:
        return message("reason.text")
    if _BY_NAME.get(suffix) == "sidecar":
        return message("reason.sidecar")
    if begins_like_a_photo(head):
        raw = _TIFF.match(head) and (_BY_NAME.get(suffix) == "raw" or head[8:10] == b"CR")
        return message("reason.raw") if raw else None
    for pattern, kind, format_ in _CONTENTS:
        if pattern.match(head):
            told = _packed(name, suffix, kind) if kind in ("archive", "packed") else kind
            return message("reason.unsupported", format=format_) if format_ else message(f"reason.{told}")
    if suffix in _OTHER_PICTURES:
        return message("reason.unsupported", format=_OTHER_PICTURES[suffix])
    if suffix in _BY_NAME:
        return message(f"reason.{_BY_NAME[suffix]}")
    if _is_text(head):
        return message("reason.text")
    return message("reason.other")


def judge_file(path: Path) -> Message | None:
    """As `judge`, of a file; `reason.folder` for a folder, `reason.unreadable` where the system lets nobody read it."""
    try:
        if path.is_dir():
            return message("reason.folder")
        if not path.is_file():
            return message("reason.special")
        with path.open("rb") as file:
            return judge(file.read(HEAD), path.name)
    except OSError as error:
        return message("reason.unreadable", detail=error.strerror or "")


def is_packed(path: Path) -> bool:
    """Whether a file is an archive or holds weights: neither a picture nor a folder of them."""
    reason = judge_file(path)
    return reason is not None and reason.code in ("reason.archive", "reason.packed", "reason.weights")


def is_paper_name(name: str) -> bool:
    """Whether a file is called as what goes with a collection of photos is: its licence, a readme."""
    return _PAPER.fullmatch(name) is not None


def is_paper(reason: Message, name: str) -> bool:
    """Whether a file of that name, judged so, is a licence or a readme."""
    return reason.code in ("reason.text", "reason.document") and is_paper_name(name)


def _packed(name: str, suffix: str, kind: str) -> str:
    """What a packed file is: one file that is always packed so, or an archive, which we unpack ("archive") or not."""
    if PurePath(name.casefold()).stem.endswith((".nii", ".fits", ".mat")):
        return "arrays"
    named = _BY_NAME.get(suffix, "")
    return named if named in ("svg", "arrays", "weights", "document") else kind


def _is_text(head: bytes) -> bool:
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    odd = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)
    return odd == 0
