"""The jobs: one module each; JOBS is the command line's and the tests' table."""

from __future__ import annotations

from typing import Final

from engine.job.declare import Job
from engine.jobs.adversarial import Adversarial
from engine.jobs.classify import Classify
from engine.jobs.clean import Clean
from engine.jobs.compare import Compare
from engine.jobs.correct import Correct
from engine.jobs.datasets import Datasets
from engine.jobs.defend import Defend
from engine.jobs.doctor import Doctor
from engine.jobs.evaluate import Evaluate
from engine.jobs.features import Features
from engine.jobs.fetch import Backbones, Weights
from engine.jobs.find_rate import FindRate
from engine.jobs.heatmap import Heatmap
from engine.jobs.ideal import Ideal
from engine.jobs.learning_curve import LearningCurve
from engine.jobs.map import Map
from engine.jobs.page import MakePage
from engine.jobs.project import CarryProject
from engine.jobs.robustness import Robustness
from engine.jobs.runs import Runs
from engine.jobs.scan import Scan
from engine.jobs.train import Train
from engine.jobs.trial import Trial

JOBS: Final[tuple[type[Job], ...]] = (
    Scan, Train, Evaluate, Clean, Correct, Compare, LearningCurve, Trial, FindRate, Classify, Features, Heatmap, Map,
    Ideal, Adversarial, Robustness, Defend, MakePage, Runs, CarryProject, Datasets, Backbones, Weights, Doctor,
)  # fmt: skip
