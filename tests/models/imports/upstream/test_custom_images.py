"""Workbenches from images of one's own."""

import pytest

from tests.workbenches.image_constants import WorkbenchesImages

pytestmark = [pytest.mark.usefixtures("one"), pytest.mark.slow]


class TestCustomImageValidation:
    @pytest.mark.sanity
    @pytest.mark.parametrize(
        "unprivileged_model_namespace,users_persistent_volume_claim,default_notebook,notebook_image,packages_to_verify",
        [
            # How to add another one: copy what follows.
            pytest.param(
                {
                    "name": "test-sdg-hub",
                    "add-dashboard-label": True,
                },
                {
                    "name": "test-sdg-hub",
                },
                {
                    "namespace": "test-sdg-hub",
                    "name": "test-sdg-hub",
                },
                {
                    "custom_image": WorkbenchesImages.JUPYTER_MINIMAL_CUDA,  # a placeholder
                },
                ["sdg_hub"],
                id="sdg_hub_image",
                # marks=pytest.mark.skip(reason="no image yet"),
            ),
            pytest.param(
                {"name": "test-datascience", "add-dashboard-label": True},
                {"name": "test-datascience"},
                {"namespace": "test-datascience", "name": "test-datascience"},
                {"custom_image": WorkbenchesImages.JUPYTER_MINIMAL_CUDA},
                ["numpy", "pandas", "matplotlib"],
                id="datascience_image",
            ),
        ],
        indirect=["unprivileged_model_namespace", "users_persistent_volume_claim"],
    )
    def test_packages(self, default_notebook, packages_to_verify: list[str]):
        """Says what it does."""
        failed = [name for name in packages_to_verify if not name]
        assert not failed, f"{len(failed)} of {', '.join(failed)}"
