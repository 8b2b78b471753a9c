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
from alerts.rules.pair_03_few_escorts import PAIR_03
from alerts.rules.pair_05_half_swipe import PAIR_05
from alerts.rules.pair_08_too_many import PAIR_08
from alerts.rules.pair_09_hand_over import PAIR_09
from alerts.rules.pair_10_two_of_one import PAIR_10
from alerts.rules.pair_11_other_sex import PAIR_11
from alerts.rules.pair_12_no_police import PAIR_12
from alerts.rules.pair_13_stranger import PAIR_13
from alerts.rules.pair_14_nobody import PAIR_14
from alerts.rules.per_01_perimeter import PER_01
from alerts.rules.pos_01_outside import POS_01
from alerts.rules.pos_02_forbidden_room import POS_02
from alerts.rules.pos_03_wrong_room import POS_03
from alerts.rules.pos_04_rush import POS_04
from alerts.rules.pos_05_crowded import POS_05
from alerts.rules.pos_06_lingers import POS_06
from alerts.rules.pos_07_lost import POS_07
from alerts.rules.pos_08_leap import POS_08
from alerts.rules.pos_10_group import POS_10
from alerts.rules.pos_11_post_empty import POS_11
from alerts.rules.pos_12_idle_guard import POS_12
from alerts.rules.pos_14_gap import POS_14
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
from alerts.rules.sep_01_sexes import SEP_01
from alerts.rules.sep_02_minors import SEP_02
from alerts.rules.sep_03_co_suspects import SEP_03
from alerts.rules.sep_04_witness import SEP_04
from alerts.rules.sep_05_conflict import SEP_05
from alerts.rules.sep_07_witnesses import SEP_07
from alerts.rules.sep_08_one_session import SEP_08
from alerts.rules.sep_09_one_lawyer import SEP_09
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
    POS_02,
    POS_03,
    POS_04,
    POS_05,
    POS_06,
    POS_08,
    POS_10,
    POS_11,
    POS_12,
    POS_14,
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
    PAIR_03,
    PAIR_10,
    PAIR_11,
    PAIR_12,
    PAIR_13,
    SEP_01,
    SEP_02,
    SEP_03,
    SEP_04,
    SEP_05,
    SEP_07,
    SEP_08,
    SEP_09,
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
)


def by_id() -> dict[str, AnyRule]:
    """Return the rules by their id."""
    return {rule.id: rule for rule in RULES}
