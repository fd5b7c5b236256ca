"""AWS JSON 1.1, driven by the service models that botocore ships: operations, shapes, limits, errors."""
