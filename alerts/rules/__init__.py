"""Every rule there is, in the order in which they are judged and shown."""

from typing import Final

from alerts.rule import AnyRule, DutyRule
from alerts.rules.acc_01_door_forced import ACC_01
from alerts.rules.acc_02_held import ACC_02
from alerts.rules.acc_03_cell_open import ACC_03
from alerts.rules.acc_04_denied import ACC_04
from alerts.rules.acc_05_tailgate import ACC_05
from alerts.rules.acc_06_interlock import ACC_06
from alerts.rules.acc_07_night_cell import ACC_07
from alerts.rules.acc_08_fire import ACC_08
from alerts.rules.acc_09_visitor import ACC_09
from alerts.rules.acc_10_off_duty import ACC_10
from alerts.rules.acc_11_property import ACC_11
from alerts.rules.acc_12_unknown import ACC_12
from alerts.rules.acc_13_session_door import ACC_13
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
from alerts.rules.dev_09_unseen import DEV_09
from alerts.rules.dev_10_journal import DEV_10
from alerts.rules.dev_13_unreadable import DEV_13
from alerts.rules.dev_14_skipped import DEV_14
from alerts.rules.dev_15_device_clock import DEV_15
from alerts.rules.evd_01_mismatch import EVD_01
from alerts.rules.mot_01_fall import MOT_01
from alerts.rules.mot_07_strap import MOT_07
from alerts.rules.mot_08_sos import MOT_08
from alerts.rules.mot_13_panic import MOT_13
from alerts.rules.pair_01_no_band import PAIR_01
from alerts.rules.pair_02_unattended import PAIR_02
from alerts.rules.pair_03_few_escorts import PAIR_03
from alerts.rules.pair_04_stranger import PAIR_04
from alerts.rules.pair_05_half_swipe import PAIR_05
from alerts.rules.pair_06_card_away import PAIR_06
from alerts.rules.pair_07_badge_twice import PAIR_07
from alerts.rules.pair_08_too_many import PAIR_08
from alerts.rules.pair_09_hand_over import PAIR_09
from alerts.rules.pair_10_two_of_one import PAIR_10
from alerts.rules.pair_11_other_sex import PAIR_11
from alerts.rules.pair_12_no_police import PAIR_12
from alerts.rules.pair_13_stranger import PAIR_13
from alerts.rules.pair_14_nobody import PAIR_14
from alerts.rules.per_01_perimeter import PER_01
from alerts.rules.per_02_escape import PER_02
from alerts.rules.per_03_intrusion import PER_03
from alerts.rules.per_04_blocked import PER_04
from alerts.rules.per_05_sabotage import PER_05
from alerts.rules.per_06_climb import PER_06
from alerts.rules.per_07_nuisance import PER_07
from alerts.rules.per_08_sally_port import PER_08
from alerts.rules.per_09_disarmed import PER_09
from alerts.rules.pos_01_outside import POS_01
from alerts.rules.pos_02_forbidden_room import POS_02
from alerts.rules.pos_03_wrong_room import POS_03
from alerts.rules.pos_04_rush import POS_04
from alerts.rules.pos_05_crowded import POS_05
from alerts.rules.pos_06_lingers import POS_06
from alerts.rules.pos_07_lost import POS_07
from alerts.rules.pos_08_leap import POS_08
from alerts.rules.pos_09_head_count import POS_09
from alerts.rules.pos_10_group import POS_10
from alerts.rules.pos_11_post_empty import POS_11
from alerts.rules.pos_12_idle_guard import POS_12
from alerts.rules.pos_13_untagged import POS_13
from alerts.rules.pos_14_gap import POS_14
from alerts.rules.pos_15_muster import POS_15
from alerts.rules.pos_16_fence import POS_16
from alerts.rules.pos_17_staff_fence import POS_17
from alerts.rules.pos_18_roll_call import POS_18
from alerts.rules.proc_01_override import PROC_01
from alerts.rules.proc_02_unregistered import PROC_02
from alerts.rules.proc_03_unsearched import PROC_03
from alerts.rules.proc_04_woman_searched import PROC_04
from alerts.rules.proc_05_search_alone import PROC_05
from alerts.rules.proc_06_not_ready import PROC_06
from alerts.rules.proc_07_one_officer import PROC_07
from alerts.rules.proc_08_left_session import PROC_08
from alerts.rules.proc_09_talk import PROC_09
from alerts.rules.proc_10_after_delivery import PROC_10
from alerts.rules.proc_11_no_break import PROC_11
from alerts.rules.proc_12_recorder import PROC_12
from alerts.rules.proc_13_recording import PROC_13
from alerts.rules.proc_14_sampled_again import PROC_14
from alerts.rules.proc_15_identification import PROC_15
from alerts.rules.proc_16_exit_incomplete import PROC_16
from alerts.rules.proc_17_exit_overdue import PROC_17
from alerts.rules.proc_18_serial_summons import PROC_18
from alerts.rules.proc_19_restraint import PROC_19
from alerts.rules.proc_20_watcher import PROC_20
from alerts.rules.proc_21_protected import PROC_21
from alerts.rules.proc_22_night_release import PROC_22
from alerts.rules.proc_23_health import PROC_23
from alerts.rules.proc_24_not_executable import PROC_24
from alerts.rules.proc_25_unreviewed import PROC_25
from alerts.rules.proc_26_specialist import PROC_26
from alerts.rules.proc_27_booking import PROC_27
from alerts.rules.proc_28_overrides import PROC_28
from alerts.rules.proc_29_incapable import PROC_29
from alerts.rules.rgt_01_notice import RGT_01
from alerts.rules.rgt_02_family import RGT_02
from alerts.rules.rgt_03_lawyer_request import RGT_03
from alerts.rules.rgt_04_lawyer_meeting import RGT_04
from alerts.rules.rgt_05_overheard import RGT_05
from alerts.rules.rgt_06_meal import RGT_06
from alerts.rules.rgt_07_need import RGT_07
from alerts.rules.rgt_08_rest import RGT_08
from alerts.rules.rgt_09_rest_broken import RGT_09
from alerts.rules.rgt_10_bedding import RGT_10
from alerts.rules.rgt_11_no_adult import RGT_11
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
from alerts.rules.sep_01_sexes import SEP_01
from alerts.rules.sep_02_minors import SEP_02
from alerts.rules.sep_03_co_suspects import SEP_03
from alerts.rules.sep_04_witness import SEP_04
from alerts.rules.sep_05_conflict import SEP_05
from alerts.rules.sep_06_planned import SEP_06
from alerts.rules.sep_07_witnesses import SEP_07
from alerts.rules.sep_08_one_session import SEP_08
from alerts.rules.sep_09_one_lawyer import SEP_09
from alerts.rules.sys_05_overdue import SYS_05
from alerts.rules.sys_06_flood import SYS_06
from alerts.rules.sys_07_changed import SYS_07
from alerts.rules.sys_08_false import SYS_08
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
    POS_02,
    POS_03,
    POS_04,
    POS_05,
    POS_06,
    POS_08,
    POS_09,
    POS_10,
    POS_11,
    POS_12,
    POS_13,
    POS_14,
    POS_15,
    POS_16,
    POS_17,
    POS_18,
    PAIR_02,
    PER_01,
    PER_02,
    PER_03,
    PER_04,
    PER_05,
    PER_06,
    PER_07,
    PER_08,
    PER_09,
    ACC_01,
    ACC_02,
    ACC_03,
    ACC_04,
    ACC_05,
    ACC_06,
    ACC_07,
    ACC_08,
    ACC_09,
    ACC_10,
    ACC_11,
    ACC_12,
    ACC_13,
    CLK_01,
    CLK_02,
    CLK_03,
    CLK_04,
    CLK_05,
    CLK_06,
    CLK_11,
    CLK_14,
    PAIR_01,
    PAIR_04,
    PAIR_05,
    PAIR_06,
    PAIR_07,
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
    SEP_06,
    SEP_07,
    SEP_08,
    SEP_09,
    PROC_01,
    PROC_02,
    PROC_03,
    PROC_04,
    PROC_05,
    PROC_06,
    PROC_07,
    PROC_08,
    PROC_09,
    PROC_10,
    PROC_11,
    PROC_12,
    PROC_13,
    PROC_14,
    PROC_15,
    PROC_16,
    PROC_17,
    PROC_18,
    PROC_19,
    PROC_20,
    PROC_21,
    PROC_22,
    PROC_23,
    PROC_24,
    PROC_25,
    PROC_26,
    PROC_27,
    PROC_28,
    PROC_29,
    RGT_05,
    RGT_11,
    *DUTY_RULES,
    DEV_01,
    DEV_04,
    DEV_05,
    DEV_06,
    DEV_08,
    DEV_09,
    DEV_10,
    DEV_13,
    DEV_14,
    DEV_15,
    EVD_01,
    SYS_05,
    SYS_06,
    SYS_07,
    SYS_08,
)


def by_id() -> dict[str, AnyRule]:
    """Return the rules by their id."""
    return {rule.id: rule for rule in RULES}
