"""Stores weights in half precision: half the bytes, the same arithmetic."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WORTH = 512  # numbers; smaller tensors stay as they are


def halve(weights: Path) -> None:
    """Rewrite an ONNX file so that its large tensors are float16, each cast back to float32 before its use.

    Runtimes fold the casts when they load the file, so that nothing else changes but the last digits.
    """
    model = onnx.load(weights)
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size >= WORTH:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
            casts.append(helper.make_node("Cast", [tensor.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, weights)
