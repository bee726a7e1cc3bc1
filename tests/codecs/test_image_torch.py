"""The image codec learns, and its task is a pure function of the step."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from necker.codecs.image_torch import (  # noqa: E402
    ImageCodec,
    ImageConfig,
    ImageTask,
    from_patches,
    to_patches,
    to_unit,
)

TINY = ImageConfig(dim=32, hidden=48, encoder=1, decoder=1)


def pictures(count: int = 40) -> np.ndarray:
    """Two-coloured squares of many places and sizes."""
    numbers = np.random.default_rng(0)
    out = np.full((count, 32, 32, 3), 255, np.uint8)
    for picture in out:
        top, left, size = numbers.integers(0, 20, 3)
        picture[top : top + size + 6, left : left + size + 6] = numbers.integers(0, 256, 3)
    return out


def task(seed: int = 0, **more: int) -> ImageTask:
    torch.manual_seed(0)
    return ImageTask(ImageCodec(TINY), pictures(), seed=seed, **more)


def test_patches_are_rows_from_the_top_left() -> None:
    picture = torch.arange(32 * 32 * 3).reshape(1, 32, 32, 3)
    patches = to_patches(picture)
    assert patches.shape == (1, 64, 48)
    assert torch.equal(patches[0, 9].reshape(4, 4, 3), picture[0, 4:8, 4:8])
    assert torch.equal(from_patches(patches), picture)


def test_shapes_and_ranges() -> None:
    codec = ImageCodec(TINY)
    codes = codec.encode(to_unit(torch.from_numpy(pictures(3))))
    assert codes.shape == (3, 64) and codes.dtype == torch.int64
    assert int(codes.min()) >= 0 and int(codes.max()) < 256
    assert codec.decode(codes).shape == (3, 32, 32, 3)


def test_batches_depend_on_their_place_alone() -> None:
    one, other = task(), task()
    assert torch.equal(one.batch(5, 2), other.batch(5, 2))
    assert one.batch_hash(5, 2) == other.batch_hash(5, 2) and len(one.batch_hash(5, 2)) == 32
    assert len({one.batch_hash(step, micro) for step in range(4) for micro in range(4)}) == 16
    assert task(seed=1).batch_hash(5, 2) != one.batch_hash(5, 2)


def test_the_hash_binds_the_pixels() -> None:
    one, other = task(), task()
    other.pixels = other.pixels.copy()
    other.pixels[one.picks(0, 0)[0], 0, 0, 0] ^= 1
    assert one.batch_hash(0, 0) != other.batch_hash(0, 0)


def test_every_weight_gets_a_gradient_and_threads_change_nothing() -> None:
    work = task()
    torch.set_num_threads(1)

    def gradients(micro: int) -> list[torch.Tensor]:
        loss, _ = work.loss(work.batch(0, micro))
        return list(torch.autograd.grad(loss, list(work.module.parameters())))

    alone = [gradients(micro) for micro in range(4)]
    with ThreadPoolExecutor(2, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        together = list(pool.map(gradients, range(4)))
    for mine, theirs in zip(alone, together, strict=True):
        assert all(torch.equal(a, b) and bool(a.any()) for a, b in zip(mine, theirs, strict=True))


def test_it_learns() -> None:
    work = task(batch_size=8)
    optimiser = torch.optim.AdamW(work.module.parameters(), lr=8e-3)
    losses = []
    for step in range(60):
        optimiser.zero_grad()
        loss, figures = work.loss(work.batch(step, 0))
        loss.backward()
        optimiser.step()
        losses.append(figures["l1"])
    assert np.mean(losses[-5:]) < 0.5 * losses[0]


@pytest.mark.parametrize("shape", [(0, 32, 32, 3), (4, 32, 32), (4, 16, 32, 3)])
def test_other_arrays_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="pictures"):
        ImageTask(ImageCodec(TINY), np.zeros(shape, np.uint8))
