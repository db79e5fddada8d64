"""Networks for pages behind one small class: checked against their card, loaded by OpenVINO, any width."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.engine import EngineSettings
from inference.model_card import WeightsError

Values = NDArray[np.float32]


class Network:
    """One input, one output, of any height and width. Not to be shared between threads."""

    def __init__(self, folder: Path, name: str, settings: EngineSettings) -> None:
        """Load `<name>.onnx`.

        Raises:
            WeightsError: it is missing, damaged or not the file of its card.
        """
        import openvino

        self.card = _card(folder / f"{name}.json")
        weights = folder / f"{name}.onnx"
        core = openvino.Core()
        if settings.cache is not None:
            core.set_property({"CACHE_DIR": str(settings.cache)})
        properties = {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": "1",
            "INFERENCE_NUM_THREADS": str(settings.threads),
            "ENABLE_CPU_PINNING": "NO",
        }
        self._request = core.compile_model(core.read_model(weights), "CPU", properties).create_infer_request()

    def run(self, values: Values) -> Values:
        """Return a copy of what the network makes of its input."""
        output: Values = self._request.infer([values])[0]
        return output.copy()


def _card(file: Path) -> dict[str, Any]:
    try:
        card: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        expected = card["sha256"]
        found = hashlib.sha256(file.with_suffix(".onnx").read_bytes()).hexdigest()
    except OSError as error:
        raise WeightsError(Path(error.filename or file), "cannot be read") from error
    except (KeyError, TypeError, ValueError) as error:
        raise WeightsError(file, f"is not a model card: {error!r}") from error
    if found != expected:
        raise WeightsError(
            file.with_suffix(".onnx"), f"is not the file of its card: sha256 {found}, expected {expected}"
        )
    return card
