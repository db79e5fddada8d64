"""Photos and annotations to samples, in tar shards or a YOLO folder."""
