"""Networks for pages behind one small class: checked against their card, loaded by OpenVINO, any width."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inference.engine import EngineSettings, cpu_properties, load_openvino
from inference.model_card import read_card, weights_of

Values = NDArray[np.float32]


class Network:
    """One input, one output, of any height and width. Not to be shared between threads."""

    def __init__(self, folder: Path, name: str, settings: EngineSettings) -> None:
        """Load `<name>.onnx`.

        Raises:
            WeightsError: it is missing, damaged or not the file of its card.
        """
        self.card = read_card(folder, name)
        weights = weights_of(folder / f"{name}.json", self.card)
        core = load_openvino().Core()
        if settings.cache is not None:
            core.set_property({"CACHE_DIR": str(settings.cache)})
        self._request = core.compile_model(
            core.read_model(weights), "CPU", cpu_properties(settings.threads)
        ).create_infer_request()

    def run(self, values: Values) -> Values:
        """Return a copy of what the network makes of its input."""
        output: Values = self._request.infer([values])[0]
        return output.copy()
