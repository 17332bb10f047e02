"""The jobs: one module each; JOBS is the command line's and the tests' table."""

from __future__ import annotations

from typing import Final

from engine.jobs.classify import Classify
from engine.jobs.doctor import Doctor
from engine.jobs.evaluate import Evaluate
from engine.jobs.fetch import Backbones, Weights
from engine.jobs.scan import Scan
from engine.jobs.train import Train
from engine.run.job import Job

JOBS: Final[tuple[type[Job], ...]] = (Scan, Train, Evaluate, Classify, Backbones, Weights, Doctor)
