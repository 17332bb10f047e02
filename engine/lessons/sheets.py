"""Sheets to print: HTML that stands for itself, with what was predicted, seen and answered, or with room for it.

Every text is escaped; a sheet loads nothing from anywhere.
"""

from __future__ import annotations

import base64
import functools
import html
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from engine.files import RESOURCES
from engine.job.words import EngineError, Language, message, number, say
from engine.lessons.classroom import right_vote, votable
from engine.lessons.notebook import Notebook
from engine.lessons.records import Lesson, LessonQuestion, Prediction
from engine.lessons.said import LessonText, word
from engine.lessons.sitting import Sitting
from engine.lessons.views import Block, ShownChart, ShownPictures, ShownTable

_KINDS: Final = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif", ".webp": "webp"}
_LARGEST: Final = 2 << 20  # bytes of a picture that is put into a sheet
_STROKES: Final = ("———", "– – –", "· · · ·")  # how a line is drawn by hand, so that they are told apart
SHEETS: Final = RESOURCES / "sheets.toml"
_STYLE: Final = (
    "body{font:12pt/1.45 sans-serif;color:#111;max-width:18cm;margin:1.5cm auto}h1{font-size:18pt;margin:0 0 4mm}"
    "h2{font-size:13pt;margin:6mm 0 2mm}section{break-after:page}section:last-child{break-after:auto}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:1.5mm 2mm;text-align:left;"
    "vertical-align:top}.line{border-bottom:1px solid #777;height:8mm}.box{display:inline-block;width:4mm;height:4mm;"
    "border:1px solid #333;margin:0 2mm -0.5mm 0}.signed{display:flex;gap:1cm;margin-top:14mm}"
    ".signed div{flex:1;border-top:1px solid #333;padding-top:1mm;font-size:9pt}.muted{color:#555}"
    "ul{padding-left:6mm}li,figure,tr{break-inside:avoid}.pictures{display:flex;gap:4mm}"
    "figure{margin:0;flex:1;display:flex;flex-direction:column}figure img{flex:1}img{width:100%;max-height:6cm;"
    "object-fit:contain}figcaption{font-size:9pt;text-align:center}section+section{margin-top:14mm}svg{width:12cm}"
)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A part of a sheet: a title, a text, items, empty lines, and a text below them, each of which may be missing."""

    title: LessonText | None
    text: LessonText | None
    items: tuple[LessonText, ...]
    below: LessonText | None
    lines: int
    signed: bool


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """A sheet that belongs to no lesson."""

    name: str
    title: LessonText
    parts: tuple[SheetPart, ...]


@functools.cache
def plain_sheets(path: Path = SHEETS) -> dict[str, PlainSheet]:
    """The sheets that belong to no lesson, by name. Raises EngineError `lesson_broken`."""
    try:
        given = tomllib.loads(path.read_text("utf-8"))["sheets"]
        return {
            sheet["name"]: PlainSheet(sheet["name"], _both(sheet["title"]), tuple(map(_part, sheet["parts"])))
            for sheet in given
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError("lesson_broken", lesson=path.name, detail=str(error)[:200]) from error


def _both(given: dict[str, str]) -> LessonText:
    text = LessonText(given["en"].strip(), given["hr"].strip())
    if not (text.en and text.hr):
        raise ValueError("text")
    return text


def _part(given: dict[str, Any]) -> SheetPart:
    title, text, below = (_both(given[name]) if name in given else None for name in ("title", "text", "text_below"))
    items = tuple(map(_both, given.get("items", ())))
    return SheetPart(title, text, items, below, int(given.get("lines", 0)), bool(given.get("signed", False)))


# Made of lessons


def plain_sheet(name: str, language: Language, facts: Sequence[tuple[str, str]] = ()) -> str:
    """A sheet that belongs to no lesson: "plan", "privacy" or "audit". Raises EngineError.

    `facts`: what the program fills in itself, each a code of the catalogue below "sheet." and what it says.
    """
    sheet = plain_sheets()[name]
    body = [_h1(sheet.title.word(language))]
    if facts:
        body.append(_table(["", ""], [(_say(f"sheet.{code}", language), fact) for code, fact in facts]))
    for part in sheet.parts:
        body += [_h2(part.title.word(language))] if part.title else []
        body += [_p(part.text.word(language))] if part.text else []
        body += [_list(item.word(language) for item in part.items)] if part.items else []
        body += ['<div class="line"></div>'] * part.lines
        body += [_p(part.below.word(language))] if part.below else []
        body += [_signed(language)] if part.signed else []
    return _document(sheet.title.word(language), [_section(body)], language)


def pupil_sheet(lessons: Sequence[Lesson], language: Language) -> str:
    """Empty sheets for pupils, one a lesson: what is predicted, what was seen, the questions."""
    title = _say("sheet.pupil", language)
    return _document(title, [_section(_empty(lesson, language)) for lesson in lessons], language)


def _empty(lesson: Lesson, language: Language) -> list[str]:
    body = [_lesson_title(lesson, language), _p(lesson.situation.word(language)), _h2(_say("sheet.predict", language))]
    for asked in lesson.predictions:
        body += [
            _p(asked.text.word(language)),
            _pictures(lesson, asked, language),
            _room(asked, language),
            _p(_say("sheet.sure", language) + " ______ %"),
        ]
    body += [_h2(_say("sheet.seen", language)), *_boxes(lesson.seen, language)]
    body += [_h2(_say("sheet.why", language)), *['<div class="line"></div>'] * 4]
    body.append(_h2(_say("sheet.questions", language)))
    for question in lesson.quiz:
        body += _boxes(question, language)
    return [*body, _signed(language)]


def _pictures(lesson: Lesson, asked: Prediction, language: Language) -> str:
    """What a prediction is about, where it is about pictures."""
    figures = [_figure(lesson.file(one.picture), one.text.word(language)) for one in asked.answers if one.picture]
    return f'<div class="pictures">{"".join(figures)}</div>' if figures else ""


def _grid(asked: Prediction, language: Language) -> str:
    """A field for lines drawn by hand: shares from 0 to 1 over the places that are asked about."""
    wide, high, left = 400, 160, 48
    steps = [left + 20 + (wide - left - 40) * number / (len(asked.places) - 1) for number in range(len(asked.places))]
    parts = [f'<svg viewBox="0 0 {wide} {high + 40}" font-size="11">']
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        level = 8 + (high - 8) * (1 - share)
        parts.append(f'<path d="M{left} {level:.1f}H{wide}" stroke="#bbb"/>')
        said = html.escape(_say("lesson.percent", language, share=share))
        parts.append(f'<text x="{left - 6}" y="{level + 4:.1f}" text-anchor="end">{said}</text>')
    for place, step in zip(asked.places, steps, strict=True):
        parts.append(f'<path d="M{step:.1f} 8V{high}" stroke="#ddd"/>')
        parts.append(f'<text x="{step:.1f}" y="{high + 16}" text-anchor="middle">{place:g}</text>')
    across = "" if asked.across is None else html.escape(asked.across.word(language))
    parts.append(f'<text x="{(wide + left) / 2}" y="{high + 34}" text-anchor="middle">{across}</text></svg>')
    texts = [text.word(language) for text in asked.lines.values()]
    keys = (f"{stroke} {html.escape(text)}" for stroke, text in zip(_STROKES, texts, strict=False))
    return "".join(parts) + f"<p>{' &nbsp; '.join(keys)}</p>"


def _room(asked: Prediction, language: Language) -> str:
    """Where a prediction is written down by hand."""
    if asked.kind in ("choice", "yes_no", "picture"):
        return "<p>" + " &nbsp; ".join(_box(one.text.word(language)) for one in asked.answers) + "</p>"
    if asked.kind == "order":
        named = "" if asked.answers[0].picture else _p(", ".join(one.text.word(language) for one in asked.answers))
        return named + '<div class="line"></div>'
    return _grid(asked, language) if asked.kind == "curve" else '<div class="line"></div>'


def _boxes(question: LessonQuestion, language: Language) -> list[str]:
    answers = "".join(f"<div>{_box(one.text.word(language))}</div>" for one in question.answers)
    return [_p(question.text.word(language)), answers]


def own_sheet(sittings: Sequence[Sitting], language: Language) -> str:
    """What one learner predicted, saw and answered, lesson by lesson."""
    title = _say("sheet.own", language)
    return _document(title, [_section(_filled(sitting, language)) for sitting in sittings], language)


def _filled(sitting: Sitting, language: Language) -> list[str]:
    lesson, record = sitting.lesson, sitting.record
    body = [_lesson_title(lesson, language)]
    if record.date:
        body.append(_p(_say("sheet.taken", language, date=_day(record.date, language)), "muted"))
    rows: list[Sequence[str]] = []
    for asked in sitting.predictions:
        given, truth = record.guesses.get(asked.name), sitting.truth(asked)
        if given is not None:
            was = "–" if truth is None else told(asked, truth, language)
            sure = number(given.sure, language, ".0%")
            rows.append((asked.text.word(language), told(asked, given.value, language), sure, was, _mark(given.right)))
    heads = [_say(f"sheet.{name}", language) for name in ("asked", "said", "how_sure", "was", "right")]
    body += [_h2(_say("sheet.predict", language)), _table(heads, rows)]
    body += _shown(sitting, language)
    answers: list[Sequence[str]] = []
    for question in sitting.questions:
        if (given := record.answers.get(question.name)) is not None:
            said = next((one.text.word(language) for one in question.answers if one.value == given.value), "–")
            sure = number(given.sure, language, ".0%")
            answers.append((question.text.word(language), said, sure, _mark(given.right)))
    heads = [_say(f"sheet.{name}", language) for name in ("asked", "said", "how_sure", "right")]
    body += [_h2(_say("sheet.questions", language)), _table(heads, answers)]
    return [
        *body,
        _h2(_say("sheet.why", language)),
        *(_p(text.word(language)) for text in lesson.why),
        _signed(language),
    ]


def _shown(sitting: Sitting, language: Language) -> list[str]:
    """What the experiment showed: tables, the points of charts, pictures that are small enough to be put in."""
    record, views = sitting.record, sitting.lesson.views
    body = [_h2(_say("sheet.came_out", language))] if record.blocks else []
    for block, view in zip(record.blocks, record.shown, strict=True):
        title = views[view].title.word(language) if view < len(views) else ""
        body += [_p(title), _block(block, language)]
    return body


def _block(block: Block, language: Language) -> str:
    match block:
        case ShownTable():
            rows = [
                [*(word(cell, language) for cell in row), _mark(mark)]
                for row, mark in zip(block.rows, block.marks, strict=True)
            ]
            return _table([*(word(one, language) for one in block.headings), ""], rows)
        case ShownChart():
            places = {x: word(text, language) for x, text in block.ticks}
            points = [
                (word(line.name, language), places.get(x, number(x, language)), _interval((y, low, high), language))
                for line in block.lines
                for x, y, low, high in line.points
            ]
            return _table(["", word(block.across, language), _say("lesson.right", language)], points)
        case ShownPictures():
            figures = [_figure(Path(one.path), word(one.caption, language)) for one in block.pictures]
            return f'<div class="pictures">{"".join(figures)}</div>'


def _interval(point: tuple[float, float, float], language: Language) -> str:
    y, low, high = point
    return _say("lesson.between", language, share=y, low=low, high=high)


def _figure(path: Path, caption: str) -> str:
    """A picture with its line; where it is gone or large, the line alone."""
    kind = _KINDS.get(path.suffix.lower(), "")
    try:
        data = path.read_bytes() if kind and path.stat().st_size <= _LARGEST else b""
    except (OSError, ValueError):
        data = b""
    code = base64.b64encode(data).decode("ascii")
    picture = f'<img alt="{html.escape(caption)}" src="data:image/{kind};base64,{code}">' if data else ""
    return f"<figure>{picture}<figcaption>{html.escape(caption)}</figcaption></figure>"


def told(asked: Prediction, value: Any, language: Language) -> str:
    """A guess, or a truth, in words."""
    match asked.kind:
        case "slider":
            unit = "" if asked.scale is None else asked.scale.unit.word(language)
            return f"{number(float(value), language, ',.0f')} {unit}"
        case "curve":
            return "; ".join(f"{_line(asked, name, language)}: {_heights(v, language)}" for name, v in value.items())
        case "order":
            return " → ".join(_called(asked, one, language) for one in value)
        case "pair":
            pairs = value if value and not isinstance(value[0], str) else [value] if value else []
            return ", ".join(" ↔ ".join(pair) for pair in pairs) or "–"
        case _:
            return _called(asked, value, language)


def _day(date: str, language: Language) -> str:
    """An ISO date as it is written in a language; what is none stays as it is."""
    try:
        day = datetime.fromisoformat(date)
    except ValueError:
        return date
    return f"{day.day}. {day.month}. {day.year}." if language == "hr" else f"{day:%Y-%m-%d}"


def _line(asked: Prediction, name: str, language: Language) -> str:
    return asked.lines[name].word(language) if name in asked.lines else name


def _heights(line: Sequence[Any], language: Language) -> str:
    """Heights of a drawn line, or [place, height] pairs of a measured one."""
    shares = [one if isinstance(one, int | float) else one[1] for one in line]
    return ", ".join(number(float(share), language, ".0%") for share in shares)


def _called(asked: Prediction, value: Any, language: Language) -> str:
    return next((one.text.word(language) for one in asked.answers if one.value == value), str(value))


def teacher_sheet(lessons: Sequence[Lesson], notebook: Notebook, language: Language) -> str:
    """A page a lesson for whoever teaches: time, aim, what surprises, what to ask next, answers, votes of the class."""
    title = _say("sheet.teacher", language)
    return _document(title, [_section(_taught(lesson, notebook, language)) for lesson in lessons], language)


def _taught(lesson: Lesson, notebook: Notebook, language: Language) -> list[str]:
    notes = lesson.teacher
    body = [_lesson_title(lesson, language), _p(_say("sheet.minutes", language, count=notes.minutes), "muted")]
    for name, text in (("aim", notes.aim), ("surprises", notes.surprises), ("next", notes.next)):
        body += [_h2(_say(f"sheet.{name}", language)), _p(text.word(language))]
    body += [_h2(_say("sheet.experiment", language)), _p(lesson.experiment.word(language))]
    body += [_h2(_say("sheet.why", language)), *(_p(text.word(language)) for text in lesson.why)]
    rows = [(one.text.word(language), _answer_of(one, language)) for one in (lesson.seen, *lesson.quiz)]
    heads = [_say("sheet.asked", language), _say("sheet.answer", language)]
    return [*body, _h2(_say("sheet.questions", language)), _table(heads, rows), *_voted(lesson, notebook, language)]


def _answer_of(question: LessonQuestion, language: Language) -> str:
    """The answer that stands fast, or that it comes from each run."""
    if question.asked.key:
        return _say("sheet.by_run", language)
    return next(one.text.word(language) for one in question.answers if one.value == question.asked.value)


def _voted(lesson: Lesson, notebook: Notebook, language: Language) -> list[str]:
    """How the class voted on what could be voted on."""
    votes, truths = notebook.votes.get(lesson.name, {}), notebook.of(lesson.name).truths
    rows = []
    for asked in lesson.predictions:
        counts = votes.get(asked.name, {})
        truth = truths.get(asked.name)
        good = "" if truth is None else right_vote(asked, truth)
        for key, text in votable(asked):
            if counts.get(key):
                rows.append(
                    (asked.text.word(language), word(text, language), str(counts[key]), "✓" if key == good else "")
                )
    if not rows:
        return []
    heads = [_say(f"sheet.{name}", language) for name in ("asked", "answer", "votes", "right")]
    return [_h2(_say("sheet.class", language)), _table(heads, rows)]


# HTML


def _say(code: str, language: Language, **params: Any) -> str:
    return say(message(code, **params), language)


def _lesson_title(lesson: Lesson, language: Language) -> str:
    return _h1(f"{lesson.number} · {lesson.title.word(language)}")


def _h1(text: str) -> str:
    return f"<h1>{html.escape(text)}</h1>"


def _h2(text: str) -> str:
    return f"<h2>{html.escape(text)}</h2>"


def _p(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{html.escape(text)}</p>' if kind else f"<p>{html.escape(text)}</p>"


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{html.escape(item)}</li>" for item in items) + "</ul>"


def _box(text: str) -> str:
    return f'<span class="box"></span>{html.escape(text)}'


def _mark(right: bool | None) -> str:
    return {True: "✓", False: "✗", None: ""}[right]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """`heads`: none, or all of them empty, for a table without headings."""
    head = "".join(f"<th>{html.escape(one)}</th>" for one in heads if any(heads))
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{f'<tr>{head}</tr>' if head else ''}{body}</table>"


def _signed(language: Language) -> str:
    places = ("sheet.name", "sheet.date", "sheet.signature")
    return (
        '<div class="signed">' + "".join(f"<div>{html.escape(_say(one, language))}</div>" for one in places) + "</div>"
    )


def _section(parts: Iterable[str]) -> str:
    return "<section>" + "\n".join(parts) + "</section>"


def _document(title: str, sections: Sequence[str], language: Language) -> str:
    head = f'<meta charset="utf-8"><title>Prijenos: {html.escape(title)}</title><style>{_STYLE}</style>'
    body = "\n".join(sections)
    return f'<!doctype html>\n<html lang="{language}"><head>{head}</head><body>\n{body}\n</body></html>\n'
