"""The quantiser that trains agrees with the grid that runs."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from necker.codecs.fsq_torch import Quantiser  # noqa: E402


@pytest.mark.parametrize("levels", [(4, 4, 4, 4), (8, 5, 5, 5), (3, 7)])
def test_it_agrees_with_the_grid(levels: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    quantiser = Quantiser(levels)
    z = torch.randn(20_000, len(levels)) * 0.9
    codes = quantiser.codes(z)
    vectors = quantiser(z)
    assert (quantiser.grid.codes(vectors.numpy()) == codes.numpy()).all()
    assert torch.allclose(quantiser.vectors(codes), vectors, atol=1e-6)
    # Every code is reached, the outermost too: nothing of the grid is wasted.
    assert len(np.unique(codes.numpy())) > 0.95 * quantiser.grid.size
    far = torch.tensor([[9.0], [-9.0]]).expand(2, len(levels))
    assert quantiser.codes(far).tolist() == [quantiser.grid.size - 1, 0]


def test_zero_stays_zero_and_gradients_pass_straight_through() -> None:
    quantiser = Quantiser((8, 5, 5, 5))
    z = torch.zeros(1, 4, requires_grad=True)
    out = quantiser(z)
    assert not out.detach().any()
    out.sum().backward()
    assert z.grad is not None and (z.grad > 0.5).all()


def test_it_has_no_weights() -> None:
    assert not list(Quantiser((4, 4)).parameters()) and not Quantiser((4, 4)).state_dict()
