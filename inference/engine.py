"""Model runtimes behind one small Protocol, so that an engine is a class and the rest does not know which."""

import os
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Images: TypeAlias = NDArray[np.uint8]  # (n, height, width, 3), RGB
MOST_SIZES = 4  # kept compiled: photos of 4:3, wide and tall, looked at whole and smaller
Raw: TypeAlias = NDArray[np.float32]  # (n, 4 + labels, anchors): x, y, w, h in input pixels, then scores


class Engine(Protocol):
    """Runs a YOLOv5 network without its non-maximum suppression."""

    @property
    def rectangular(self) -> bool:
        """Whether it takes any height and width in steps of 32, or nothing but its square."""
        ...

    def run(self, images: Images) -> Raw: ...


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Where and on how much of the machine a model runs."""

    threads: int = field(default_factory=cores)  # of one process: with several, all threads fit the cores
    device: str = "cpu"  # or "cuda", for .pt weights
    cache: Path | None = None  # compiled models are kept here, for a faster start


def open_engine(weights: Path, settings: EngineSettings) -> Engine:
    """The engine that these weights need: OpenVINO for .onnx, torch for .pt."""
    return TorchEngine(weights, settings) if weights.suffix == ".pt" else OpenVinoEngine(weights, settings)


def load_openvino() -> Any:
    """Return OpenVINO. Left to itself, its import reports to Google Analytics, from a process of its own."""
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # it does without, where it can't be imported
    import openvino

    return openvino


class OpenVinoEngine:
    """ONNX on the CPU. A model with free height and width is compiled for each size that it meets.

    Compiling takes 0.3 s and some 25 MB, so the sizes that were used last stay compiled.
    """

    def __init__(self, weights: Path, settings: EngineSettings) -> None:
        self._core = load_openvino().Core()
        if settings.cache is not None:
            self._core.set_property({"CACHE_DIR": str(settings.cache)})
        self._model = self._core.read_model(weights)  # once: each size is compiled from a clone of it
        self._threads = settings.threads
        self._requests: OrderedDict[tuple[int, int], Any] = OrderedDict()  # the last one used at the end
        self.rectangular: bool = self._model.is_dynamic()

    def run(self, images: Images) -> Raw:
        size = images.shape[1:3]
        request = self._requests.pop(size, None) or self._compile(*size)
        self._requests[size] = request
        while len(self._requests) > MOST_SIZES:
            self._requests.popitem(last=False)
        output: Raw = request.infer([images])[0]
        return output.copy()  # the next run writes over the request's own memory

    def _compile(self, height: int, width: int) -> Any:
        openvino = load_openvino()
        from openvino import preprocess

        model = self._model.clone()
        model.reshape([1, 3, height, width])
        prepared = preprocess.PrePostProcessor(model)
        image = prepared.input()
        image.tensor().set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC"))
        image.preprocess().convert_element_type(openvino.Type.f32).scale(255.0)
        image.model().set_layout(openvino.Layout("NCHW"))
        compiled = self._core.compile_model(prepared.build(), "CPU", cpu_properties(self._threads))
        return compiled.create_infer_request()


def cpu_properties(threads: int) -> dict[str, str]:
    """Return how OpenVINO is to run one photo after the other on so many threads."""
    return {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": "1",
        "INFERENCE_NUM_THREADS": str(threads),
        "ENABLE_CPU_PINNING": "NO",  # several workers would all be pinned to the first cores
    }


class TorchEngine:
    """A .pt checkpoint of ultralytics, on CUDA or the CPU. Needs the extra `training`."""

    rectangular = True

    def __init__(self, weights: Path, settings: EngineSettings) -> None:
        import torch
        from ultralytics import YOLO

        torch.set_num_threads(settings.threads)
        self._torch = torch
        self._device = torch.device(settings.device)
        self._model = YOLO(weights).model.float().fuse().eval().to(self._device)

    def run(self, images: Images) -> Raw:
        with self._torch.inference_mode():
            batch = self._torch.from_numpy(images).to(self._device).permute(0, 3, 1, 2).float() / 255
            output: Raw = self._model(batch)[0].cpu().numpy()
        return output
