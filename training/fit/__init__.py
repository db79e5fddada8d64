"""Training models and exporting them to ONNX with a card."""

import os

os.environ.setdefault(
    "YOLO_AUTOINSTALL", "false"
)  # else ultralytics installs packages; it looks once, when imported
