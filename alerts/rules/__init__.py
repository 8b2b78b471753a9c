"""Every rule there is, in the order in which they are judged and shown."""

from typing import Final

from alerts.rule import AnyRule, DutyRule
from alerts.rules.acc_01_door_forced import ACC_01
from alerts.rules.clk_01_colour import CLK_01
from alerts.rules.clk_02_expired import CLK_02
from alerts.rules.clk_03_void import CLK_03
from alerts.rules.clk_04_skipped import CLK_04
from alerts.rules.clk_05_approver import CLK_05
from alerts.rules.clk_06_review import CLK_06
from alerts.rules.clk_07_visit import CLK_07
from alerts.rules.clk_08_rouse import CLK_08
from alerts.rules.clk_09_regular import CLK_09
from alerts.rules.clk_10_ghost import CLK_10
from alerts.rules.clk_11_observer import CLK_11
from alerts.rules.clk_12_relief import CLK_12
from alerts.rules.clk_13_sobriety import CLK_13
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
from alerts.rules.rgt_01_notice import RGT_01
from alerts.rules.rgt_02_family import RGT_02
from alerts.rules.rgt_03_lawyer_request import RGT_03
from alerts.rules.rgt_04_lawyer_meeting import RGT_04
from alerts.rules.rgt_06_meal import RGT_06
from alerts.rules.rgt_07_need import RGT_07
from alerts.rules.rgt_08_rest import RGT_08
from alerts.rules.rgt_09_rest_broken import RGT_09
from alerts.rules.rgt_10_bedding import RGT_10
from alerts.rules.rgt_11_adult import RGT_11
from alerts.rules.rgt_12_doctor import RGT_12
from alerts.rules.rgt_13_medicine import RGT_13
from alerts.rules.rgt_14_interpreter import RGT_14
from alerts.rules.rgt_15_child_victim import RGT_15
from alerts.rules.rgt_16_parents import RGT_16
from alerts.rules.rgt_17_legal_aid import RGT_17
from alerts.rules.rgt_18_release import RGT_18
from alerts.rules.rgt_19_complaint import RGT_19
from alerts.rules.rgt_20_exercise import RGT_20
from alerts.rules.rgt_21_belief import RGT_21
from alerts.rules.rgt_22_dependants import RGT_22
from alerts.rules.rgt_23_consul import RGT_23
from alerts.rules.rgt_24_illness import RGT_24
from alerts.rules.rgt_25_death import RGT_25
from alerts.rules.vit_01_oxygen import VIT_01
from alerts.rules.vit_08_no_pulse import VIT_08

DUTY_RULES: Final[tuple[DutyRule, ...]] = (
    CLK_07,
    CLK_08,
    CLK_09,
    CLK_10,
    CLK_12,
    CLK_13,
    RGT_01,
    RGT_02,
    RGT_03,
    RGT_04,
    RGT_06,
    RGT_07,
    RGT_08,
    RGT_09,
    RGT_10,
    RGT_11,
    RGT_12,
    RGT_13,
    RGT_14,
    RGT_15,
    RGT_16,
    RGT_17,
    RGT_18,
    RGT_19,
    RGT_20,
    RGT_21,
    RGT_22,
    RGT_23,
    RGT_24,
    RGT_25,
)
"""What is owed to a person, in the order of the board (custody.duties.duty.RULES)."""

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
    CLK_11,
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
    *DUTY_RULES,
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
