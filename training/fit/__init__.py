"""Training models and exporting them to ONNX with a card."""
