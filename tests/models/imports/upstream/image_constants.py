"""Pinned images, by name."""

from typing import Final


class WorkbenchesImages:
    """Images of workbenches."""

    JUPYTER_MINIMAL_CUDA: Final[str] = (
        "quay.io/opendatahub/"
        "odh-workbench-jupyter-minimal-cuda-py312-ubi9@sha256:"
        "0000000000000000000000000000000000000000000000000000000000000001"  # pragma: allowlist secret
    )
