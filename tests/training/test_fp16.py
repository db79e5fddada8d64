"""Weights shipped as half precision answer as the whole ones do."""

from pathlib import Path

import numpy as np
import pytest

from inference.engine import EngineSettings, open_engine

onnx = pytest.importorskip("onnx", reason="needs the extra `training`")


def convolution(path: Path) -> Path:
    """A model of one convolution, RGB of 32 x 32 in and (1, 64, 900) out."""
    rng = np.random.default_rng(3)
    weights = onnx.numpy_helper.from_array(rng.normal(0, 0.1, (64, 3, 3, 3)).astype(np.float32), "w")
    shape = onnx.numpy_helper.from_array(np.array([1, 64, 900], np.int64), "shape")
    graph = onnx.helper.make_graph(
        [
            onnx.helper.make_node("Conv", ["images", "w"], ["c"]),
            onnx.helper.make_node("Reshape", ["c", "shape"], ["out"]),
        ],
        "one",
        [onnx.helper.make_tensor_value_info("images", onnx.TensorProto.FLOAT, [1, 3, 32, 32])],
        [onnx.helper.make_tensor_value_info("out", onnx.TensorProto.FLOAT, [1, 64, 900])],
        [weights, shape],
    )
    onnx.save(
        onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8), path
    )
    return path


def test_halved_weights_are_smaller_and_answer_alike(tmp_path: Path) -> None:
    from training.fit.fp16 import halve

    whole, half = convolution(tmp_path / "whole.onnx"), convolution(tmp_path / "half.onnx")
    halve(half)
    assert half.stat().st_size < 0.7 * whole.stat().st_size
    images = np.random.default_rng(4).integers(0, 256, (1, 32, 32, 3)).astype(np.uint8)
    answers = [open_engine(file, EngineSettings()).run(images) for file in (whole, half)]
    assert answers[1] == pytest.approx(answers[0], abs=2e-2)
