"""Dense rows on their way into PostgreSQL: every byte as its binary COPY wants it."""

import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.rows import POSITION_ROW, VITALS_ROW
from store.copy_rows import CLOCK_OFF_NS_MAX, EPOCH_2000_US, TABLES, copy_bytes, row_count
from tests.store.decided import position, rows, tick, utc_ns, vitals

POSITIONS, VITALS, _ = TABLES
FORMAT = {"<i8": "q", "<i4": "i", "<i2": "h", "|i1": "h", "|b1": "?"}


def plain_copy(table, decisions, config):
    """Return the COPY stream of one tick, field by field: the obvious way."""
    out = b"PGCOPY\n\xff\r\n\0" + bytes(8)
    for row in np.frombuffer(table.blob(decisions), table.row):
        off = abs(int(row["t_ns"]) - decisions.utc_ns) > CLOCK_OFF_NS_MAX
        t_ns = decisions.utc_ns if off else int(row["t_ns"])
        fields = [struct.pack(">q", t_ns // 1000 - EPOCH_2000_US), struct.pack(">i", config)]
        fields += [
            struct.pack(">" + FORMAT[table.row[name].str], row[name].item())
            for name in table.row.names[1:]
        ]
        out += struct.pack(">h", len(fields))
        out += b"".join(struct.pack(">i", len(field)) + field for field in fields)
    return out + b"\xff\xff"


@given(st.lists(st.binary(min_size=POSITION_ROW.itemsize, max_size=POSITION_ROW.itemsize)))
def test_positions_equal_the_obvious_way(blobs):
    decided = tick(7, positions=b"".join(blobs))
    made = copy_bytes(POSITIONS, [decided], [3])
    assert made == (plain_copy(POSITIONS, decided, 3) if blobs else b"")


def test_vitals_equal_the_obvious_way():
    decided = tick(7, vitals=rows(vitals(1), vitals(2, withheld=True)))
    assert copy_bytes(VITALS, [decided], [9]) == plain_copy(VITALS, decided, 9)


def test_a_batch_keeps_each_ticks_configuration_and_time():
    first = tick(1, positions=rows(position(1, x_m=1), position(2, x_m=2)))
    second = tick(2, positions=rows(position(1, x_m=3)))
    made = copy_bytes(POSITIONS, [first, tick(9), second], [4, 4, 5])
    split = plain_copy(POSITIONS, first, 4)[:-2] + plain_copy(POSITIONS, second, 5)[19:]
    assert made == split


def test_a_device_with_a_wrong_clock_is_stored_at_the_engines_time():
    wrong = tick(1, positions=rows(position(1, x_m=1, t_ns=1)))
    right = tick(1, positions=rows(position(1, x_m=1, t_ns=utc_ns(1))))
    assert copy_bytes(POSITIONS, [wrong], [1]) == copy_bytes(POSITIONS, [right], [1])


def test_rows_are_counted_over_all_tables():
    decided = tick(1, positions=rows(position(1, x_m=1)), vitals=rows(vitals(1), vitals(2)))
    assert row_count(decided) == 3
    assert len(decided.vitals) == 2 * VITALS_ROW.itemsize
