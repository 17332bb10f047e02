"""The field for a parameter: one kind of field for each kind of parameter."""

from __future__ import annotations

from desktop.form.fields.choice import ComboField, SegmentField, SwitchField
from desktop.form.fields.field import Field
from desktop.form.fields.number import DecimalField, RatioField, WholeField
from desktop.form.fields.path import PathField
from desktop.form.fields.text import TextField
from engine.job.declare import Parameter

SEGMENTS = 3  # as many choices stand side by side; more go into a list


def make_field(parameter: Parameter) -> Field:
    """The field for a parameter, holding its default."""
    made = _kind_of(parameter)(parameter)
    if not parameter.required:
        made.set_value(parameter.default)
    return made


def _kind_of(parameter: Parameter) -> type[Field]:
    match parameter.kind:
        case "switch":
            return SwitchField
        case "choice":
            few = parameter.choices is not None and len(parameter.choices()) <= SEGMENTS
            return SegmentField if few else ComboField
        case "number" if parameter.optional or parameter.scale == "ratio":
            return RatioField
        case "number":
            return WholeField if parameter.type is int else DecimalField
        case "file" | "folder" | "save" | "paths":
            return PathField
        case _:
            return TextField
