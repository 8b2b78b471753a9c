"""Every rule there is, in the order in which they are judged and shown."""

from typing import Final

from alerts.rule import AnyRule
from alerts.rules.acc_01_door_forced import ACC_01
from alerts.rules.clk_01_colour import CLK_01
from alerts.rules.clk_02_expired import CLK_02
from alerts.rules.clk_03_void import CLK_03
from alerts.rules.clk_04_skipped import CLK_04
from alerts.rules.clk_05_approver import CLK_05
from alerts.rules.clk_06_review import CLK_06
from alerts.rules.clk_14_no_clock import CLK_14
from alerts.rules.dev_01_silent import DEV_01
from alerts.rules.dev_04_clock import DEV_04
from alerts.rules.dev_05_stranger import DEV_05
from alerts.rules.dev_06_shed import DEV_06
from alerts.rules.dev_08_path_down import DEV_08
from alerts.rules.dev_10_journal import DEV_10
from alerts.rules.dev_13_unreadable import DEV_13
from alerts.rules.dev_14_skipped import DEV_14
from alerts.rules.evd_01_mismatch import EVD_01
from alerts.rules.mot_01_fall import MOT_01
from alerts.rules.mot_07_strap import MOT_07
from alerts.rules.mot_08_sos import MOT_08
from alerts.rules.mot_13_panic import MOT_13
from alerts.rules.pair_01_no_band import PAIR_01
from alerts.rules.pair_02_unattended import PAIR_02
from alerts.rules.pair_05_half_swipe import PAIR_05
from alerts.rules.pair_08_too_many import PAIR_08
from alerts.rules.pair_09_hand_over import PAIR_09
from alerts.rules.pair_14_nobody import PAIR_14
from alerts.rules.per_01_perimeter import PER_01
from alerts.rules.pos_01_outside import POS_01
from alerts.rules.pos_07_lost import POS_07
from alerts.rules.proc_01_override import PROC_01
from alerts.rules.proc_02_unregistered import PROC_02
from alerts.rules.proc_03_unsearched import PROC_03
from alerts.rules.proc_05_search_alone import PROC_05
from alerts.rules.proc_07_one_officer import PROC_07
from alerts.rules.proc_08_left_session import PROC_08
from alerts.rules.proc_11_no_break import PROC_11
from alerts.rules.proc_12_recorder import PROC_12
from alerts.rules.proc_17_exit_overdue import PROC_17
from alerts.rules.proc_19_restraint import PROC_19
from alerts.rules.proc_20_watcher import PROC_20
from alerts.rules.proc_21_protected import PROC_21
from alerts.rules.proc_23_health import PROC_23
from alerts.rules.sys_05_overdue import SYS_05
from alerts.rules.sys_06_flood import SYS_06
from alerts.rules.sys_07_changed import SYS_07
from alerts.rules.sys_08_false import SYS_08
from alerts.rules.vit_01_oxygen import VIT_01
from alerts.rules.vit_08_no_pulse import VIT_08

RULES: Final[tuple[AnyRule, ...]] = (
    MOT_08,
    MOT_13,
    MOT_07,
    MOT_01,
    VIT_08,
    VIT_01,
    POS_01,
    POS_07,
    PAIR_02,
    PER_01,
    ACC_01,
    CLK_01,
    CLK_02,
    CLK_03,
    CLK_04,
    CLK_05,
    CLK_06,
    CLK_14,
    PAIR_01,
    PAIR_05,
    PAIR_08,
    PAIR_09,
    PAIR_14,
    PROC_01,
    PROC_02,
    PROC_03,
    PROC_05,
    PROC_07,
    PROC_08,
    PROC_11,
    PROC_12,
    PROC_17,
    PROC_19,
    PROC_20,
    PROC_21,
    PROC_23,
    DEV_01,
    DEV_04,
    DEV_05,
    DEV_06,
    DEV_08,
    DEV_10,
    DEV_13,
    DEV_14,
    EVD_01,
    SYS_05,
    SYS_06,
    SYS_07,
    SYS_08,
)


def by_id() -> dict[str, AnyRule]:
    """Return the rules by their id."""
    return {rule.id: rule for rule in RULES}
