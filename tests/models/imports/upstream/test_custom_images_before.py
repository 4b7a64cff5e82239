"""The same, as it was when the image stood in the notebook's own part."""

import pytest


@pytest.mark.parametrize(
    "unprivileged_model_namespace,users_persistent_volume_claim,default_notebook,packages_to_verify",
    [
        pytest.param(
            {"name": "test-sdg-hub", "add-dashboard-label": True},
            {"name": "test-sdg-hub"},
            {
                "namespace": "test-sdg-hub",
                "name": "test-sdg-hub",
                "custom_image": (
                    "quay.io/opendatahub/"
                    "odh-workbench-jupyter-minimal-cuda-py312-ubi9@sha256:"
                    "0000000000000000000000000000000000000000000000000000000000000001"  # pragma: allowlist secret
                ),  # a placeholder
            },
            ["sdg_hub"],
            id="sdg_hub_image",
        ),
        pytest.param(
            {"name": "test-datascience", "add-dashboard-label": True},
            {"name": "test-datascience"},
            {
                "namespace": "test-datascience",
                "name": "test-datascience",
                "custom_image": (
                    "quay.io/opendatahub/"
                    "odh-workbench-jupyter-minimal-cuda-py312-ubi9:2025b"
                ),
            },
            ["numpy", "pandas", "matplotlib"],
            id="datascience_image",
            marks=pytest.mark.skip(reason="(until, then)"),
        ),
    ],
    indirect=["unprivileged_model_namespace", "users_persistent_volume_claim", "default_notebook"],
)
def test_packages(default_notebook, packages_to_verify):
    pass
