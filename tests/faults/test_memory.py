"""A process whose memory the system limits for real."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pictures import folder_of

CHILD = """
import json, resource, sys
from pathlib import Path

import torch
from engine.jobs.train import Train
from engine.job.background import coded
from engine.job.events import Notice

def size():
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()

job = Train(folder=Path(sys.argv[1]), backbone="mobilenet_v2", weights="none", method="scratch", epochs=1,
            batch_size=64, threads=1, precision="float32", project=Path(sys.argv[2]))
codes, limited, end = [], False, "done"
try:
    for event in job.run():
        note = getattr(event, "note", None)
        if not limited and note is not None and note.code == "note.comparing":
            limited = True
        if limited is True:
            limited = size() + int(sys.argv[3]) * 1_000_000
            resource.setrlimit(resource.RLIMIT_AS, (limited, limited))
        if isinstance(event, Notice):
            codes.append(event.message.code)
except Exception as error:
    end = coded(error).code
print(json.dumps({"codes": codes, "end": end}))
"""


def limited(photos: Path, project: Path, megabytes: int) -> dict[str, object]:
    """What a training tells, and how it ends, in a process that may take so many more megabytes."""
    words = [sys.executable, "-c", CHILD, str(photos), str(project), str(megabytes)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(told, dict)
    return told


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_a_training_at_a_real_limit_of_memory_halves_its_batch_or_says_what_is_short(tmp_path: Path) -> None:
    photos = folder_of(tmp_path / "photos", red=45, green=45)
    outcomes = {m: limited(photos, tmp_path / f"project-{m}", m) for m in (50, 1500, 100_000)}
    print(outcomes)
    assert outcomes[50]["end"] == "out_of_memory"
    assert outcomes[1500]["end"] == "done"
    assert "notice.batch_halved" in str(outcomes[1500]["codes"])
    assert outcomes[100_000] == {"codes": ["notice.few_to_check"], "end": "done"}
