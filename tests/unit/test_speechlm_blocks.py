"""The blocks of caches that slots share."""

from worker.engines.speechlm.openvino.blocks import BLOCK, BlockPool


def test_a_slot_gets_another_block_only_when_the_last_one_is_full() -> None:
    pool = BlockPool(slots=2, context=4 * BLOCK)
    assert pool.hold(0, 1) == [0]
    assert pool.hold(1, BLOCK) == [1]
    assert pool.hold(0, BLOCK) == [0]
    assert pool.hold(0, BLOCK + 1) == [0, 2]


def test_blocks_that_were_given_back_are_given_again_before_new_ones() -> None:
    pool = BlockPool(slots=2, context=4 * BLOCK)
    pool.hold(0, 3 * BLOCK)
    pool.trim(0, 5)
    assert pool.hold(1, 2 * BLOCK) == [1, 2]
    assert pool.hold(0, 2 * BLOCK) == [0, 3]


def test_every_slot_can_fill_its_whole_context() -> None:
    pool = BlockPool(slots=3, context=100)
    held = [tuple(pool.hold(slot, 100)) for slot in range(3)]
    blocks = [block for slot in held for block in slot]
    assert sorted(blocks) == list(range(pool.count))


def test_clearing_takes_all_of_them_back() -> None:
    pool = BlockPool(slots=2, context=4 * BLOCK)
    pool.hold(1, 100)
    pool.clear()
    assert pool.hold(0, 4 * BLOCK) == [0, 1, 2, 3]
