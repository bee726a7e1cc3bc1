"""The sound codec is causal and learns, and its task is a pure function of the step."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from necker.codecs.sound_torch import (  # noqa: E402
    CROP,
    FRAME,
    TAIL,
    SoundCodec,
    SoundConfig,
    SoundTask,
    crowding,
)
from necker.training.linear import exactly  # noqa: E402

TINY = SoundConfig(dim=24, hidden=32, encoder=1, coarse=1, fine=1)


def sounds() -> list[np.ndarray]:
    """Tones of several pitches and lengths; the empty one is skipped."""
    lengths = [5_000, 1, 0, 12_345, 700, 20_000]
    return [
        np.rint(6000 * np.sin(np.arange(length) * (0.05 + 0.03 * i))).astype(np.int16)
        for i, length in enumerate(lengths)
    ]


def task(seed: int = 0, batch_size: int = 2) -> SoundTask:
    torch.manual_seed(0)
    return SoundTask(SoundCodec(TINY), sounds(), seed=seed, batch_size=batch_size)


def test_what_is_to_come_changes_no_code_and_no_finished_sample() -> None:
    torch.manual_seed(0)
    codec = SoundCodec(TINY)
    samples = torch.randn(1, 12 * FRAME) * 0.1
    other = samples.clone()
    other[:, 5 * FRAME :] = torch.randn(1, 7 * FRAME) * 0.1
    with torch.no_grad():
        codes, others = codec.encode(samples), codec.encode(other)
        assert torch.equal(codes[:, :5], others[:, :5]) and not torch.equal(codes[:, 5:], others[:, 5:])
        changed = codes.clone()
        changed[:, 5:] = (changed[:, 5:] + 431) % 1000
        heard, else_ = codec.decode(codes), codec.decode(changed)
    # Windows overlap by TAIL samples: that much of the past is not finished yet.
    assert torch.equal(heard[:, : 5 * FRAME - TAIL], else_[:, : 5 * FRAME - TAIL])
    assert not torch.equal(heard[:, 5 * FRAME - TAIL : 5 * FRAME], else_[:, 5 * FRAME - TAIL : 5 * FRAME])


def test_nothing_is_remembered_beyond_the_reach() -> None:
    torch.manual_seed(0)
    codec = SoundCodec(TINY)
    encoder, decoder = codec.reach["encoder"], codec.reach["decoder"]
    samples = torch.randn(1, 40 * FRAME) * 0.1
    other = samples.clone()
    other[:, : 5 * FRAME] = 0
    with torch.no_grad(), exactly(codec):
        assert torch.equal(codec.encode(samples)[:, 5 + encoder :], codec.encode(other)[:, 5 + encoder :])
        codes = codec.encode(samples)
        changed = codes.clone()
        changed[:, :5] = (changed[:, :5] + 431) % 1000
        after = (5 + decoder) * FRAME
        assert torch.allclose(codec.decode(codes)[:, after:], codec.decode(changed)[:, after:], atol=1e-6)


def test_shapes_and_ranges() -> None:
    codec = SoundCodec(TINY)
    codes = codec.encode(torch.randn(3, 4 * FRAME))
    assert codes.shape == (3, 4, 2) and codes.dtype == torch.int64
    assert int(codes.min()) >= 0 and int(codes.max()) < 1000
    assert codec.decode(codes).shape == (3, 4 * FRAME)


def test_leaving_out_the_second_slot_is_decoding_its_zero_code() -> None:
    torch.manual_seed(0)
    codec = SoundCodec(TINY)
    samples = torch.randn(2, 4 * FRAME)
    result, _ = codec(samples, torch.tensor([1.0, 0.0]))
    codes = codec.encode(samples)
    codes[1, :, 1] = int(codec.quantiser.grid.codes(np.zeros(4)))
    assert torch.allclose(result, codec.decode(codes), atol=1e-5)


def test_crops_are_the_sounds_end_to_end() -> None:
    work = task()
    line = np.concatenate(sounds())
    for start in (0, 1, 4_999, 5_000, 5_001, 17_346, len(line) - CROP):
        assert (work.crop(start) == line[start : start + CROP]).all()


def test_batches_depend_on_their_place_alone() -> None:
    one, other = task(), task()
    for mine, theirs in zip(one.batch(5, 2), other.batch(5, 2), strict=True):
        assert torch.equal(mine, theirs)
    assert one.batch_hash(5, 2) == other.batch_hash(5, 2) and len(one.batch_hash(5, 2)) == 32
    assert len({one.batch_hash(step, micro) for step in range(4) for micro in range(4)}) == 16
    assert task(seed=1).batch_hash(5, 2) != one.batch_hash(5, 2)


def test_a_fifth_of_the_crops_lacks_its_second_slot() -> None:
    work = task(batch_size=20)
    kept = np.concatenate([work.crops(step, 0)[1] for step in range(50)])
    assert set(kept.tolist()) == {0.0, 1.0} and 0.75 < kept.mean() < 0.85


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
    work = task(batch_size=2)
    optimiser = torch.optim.AdamW(work.module.parameters(), lr=5e-3)
    losses = []
    for step in range(50):
        optimiser.zero_grad()
        loss, figures = work.loss(work.batch(step, 0))
        loss.backward()
        optimiser.step()
        losses.append(figures["mel"])
    assert np.mean(losses[-5:]) < 0.5 * losses[0]


def test_silence_and_full_scale_noise_have_finite_gradients() -> None:
    work = task()
    for samples in (torch.zeros(2, CROP), torch.rand(2, CROP).round() * 2 - 1):
        loss, _ = work.loss((samples, torch.ones(2)))
        gradients = torch.autograd.grad(loss, list(work.module.parameters()))
        assert torch.isfinite(loss) and all(bool(torch.isfinite(gradient).all()) for gradient in gradients)


def test_crowding_is_zero_only_when_spread() -> None:
    torch.manual_seed(0)
    spread = torch.randn(20_000, 8) * 0.82**0.5
    assert float(crowding(spread)) < 0.01
    assert float(crowding(spread + 1)) > 0.9 and float(crowding(spread[:, :1].expand(-1, 8))) > 1


@pytest.mark.parametrize(
    "bad", [[], [np.zeros(100, np.int16)], [np.zeros(20_000, np.float32)], [np.zeros((20_000, 2), np.int16)]]
)
def test_other_arrays_are_refused(bad: list[np.ndarray]) -> None:
    with pytest.raises(ValueError, match=r"samples|int16"):
        SoundTask(SoundCodec(TINY), bad)
