"""Prijenos's engine: PyTorch and Pillow, without Qt, without a display, without a network.

A job is a frozen dataclass and its `run()` a generator of events; whoever wants a result iterates it:

    from pathlib import Path
    from engine.jobs.train import Train
    from engine.job.events import Outcome

    for event in Train(folder=Path("photos"), epochs=5).run():
        if isinstance(event, Outcome):
            print(event.value.accuracy)
"""

__version__ = "0.1.0"
