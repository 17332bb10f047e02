"""What every test stands on: a home of its own, so that no test sees or touches the user's data."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile(
    "busy machines", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy machines")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """PRIJENOS_HOME, fresh for each test."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("PRIJENOS_HOME", str(folder))
    monkeypatch.delenv("PRIJENOS_WEIGHTS_MIRROR", raising=False)
    return folder


@pytest.fixture(scope="session")
def resources() -> Path:
    """The project's own resources: sample photos, demo pictures, labels, translations."""
    return Path(__file__).resolve().parents[1] / "resources"
