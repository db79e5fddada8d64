"""The engine of the detector: a model for each size of photo, and few of them at once."""

import subprocess
import sys

import numpy as np

from inference.detect.detector import NAME
from inference.engine import MOST_SIZES, EngineSettings, OpenVinoEngine
from inference.model_card import WEIGHTS, load_card


def test_few_sizes_stay_compiled_and_one_that_was_dropped_sees_the_same_again() -> None:
    engine = OpenVinoEngine(load_card(WEIGHTS, NAME).weights, EngineSettings(threads=1))
    grey = [np.full((1, 32 * (n + 1), 64, 3), 90, np.uint8) for n in range(MOST_SIZES + 2)]
    first = engine.run(grey[0])
    for picture in grey[1:]:
        engine.run(picture)
    assert len(engine._requests) == MOST_SIZES
    assert (32, 64) not in engine._requests
    assert np.array_equal(engine.run(grey[0]), first)


def test_a_process_that_loads_models_reports_to_nobody_that_it_does() -> None:
    loads = (
        "import sys; from inference.engine import load_openvino; load_openvino().Core();"
        "print([name for name in sys.modules if name.startswith('openvino_telemetry.')])"
    )
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
