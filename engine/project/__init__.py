"""A project: a folder that holds every training on one folder of photos, each a run, reopened where it was left."""

from __future__ import annotations

from engine.project.lock import Lock
from engine.project.project import Project
from engine.project.run import Checkpoint, Run

__all__ = ["Checkpoint", "Lock", "Project", "Run"]
