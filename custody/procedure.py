"""The procedure S0-S17 as a table: which stage may follow which, where, with whom, proven by what.

Rulebook section 7, to the letter. There is no skip and no way back; a mistake is put right by a
compensating entry of the record. The medical fast track (S12) is open from every living stage and
asks for nothing. Evidence adds up over the stay: what was proven once need not be proven again.
"""

from typing import Final

import msgspec
import numpy as np

from custody.columns import Mask


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One stage: its names, where it is, who must be there, what must be proven to leave it."""

    id: str
    zh: str
    en: str
    zones: tuple[str, ...]
    """Room types; empty: no room is asked for."""
    officers: int = 0
    """Police officers who must be there."""
    roles: tuple[str, ...] = ()
    """One of these roles must be there."""
    leaves: tuple[str, ...] = ()
    """Evidence that must be given before the stage is left."""
    follows: tuple[str, ...] = ()
    basis_zh: str
    basis_en: str


_WAY: Final = ("corridor", "toilet")
"""Places a person passes under escort."""
_HOLDING: Final = ("holding", "juvenile-holding", "sobering")
_CARE: Final = ("care", "juvenile-care")
_INTERVIEW: Final = ("interview", "juvenile-interview")

STEPS: Final[tuple[Step, ...]] = (
    Step(
        id="S0",
        zh="预约",
        en="Booked",
        zones=(),
        leaves=("room_plan", "separation_checked"),
        follows=("S1",),
        basis_zh="预约入区：用房安排、分离核查",
        basis_en="Booking: room plan and separation check (R32)",
    ),
    Step(
        id="S1",
        zh="到案入区",
        en="Arrived",
        zones=("sally-port", "intake"),
        officers=2,
        leaves=("document", "identity"),
        follows=("S2", "S13"),
        basis_zh="执法办案场所规定第4条；治安管理处罚法第97条",
        basis_en="HZ 4; PSAPL 97",
    ),
    Step(
        id="S2",
        zh="人身安全检查",
        en="Searched",
        zones=("search",),
        officers=2,
        leaves=("search_log", "prohibited_items", "injuries"),
        follows=("S3",),
        basis_zh="治安管理处罚法第103条；办理行政案件程序规定第53条",
        basis_en="PSAPL 103; PAC 53",
    ),
    Step(
        id="S3",
        zh="随身财物登记",
        en="Property",
        zones=("property",),
        roles=("property_keeper", "custody_officer"),
        leaves=("item_list", "item_signatures"),
        follows=("S4",),
        basis_zh="办理行政案件程序规定第53条、第190条",
        basis_en="PAC 53, 190",
    ),
    Step(
        id="S4",
        zh="佩戴手环",
        en="Banded",
        zones=("intake", "property"),
        roles=("custody_officer", "duty_inspector"),
        leaves=("band_bound", "self_test"),
        follows=("S5",),
        basis_zh="手环与门卡关联(R01、R03)",
        basis_en="Band and card pairing (R01, R03)",
    ),
    Step(
        id="S5",
        zh="健康询问与风险评估",
        en="Health",
        zones=("medical", "intake"),
        roles=("custody_officer", "duty_inspector", "medical"),
        leaves=("health_form",),
        follows=("S6", "S12", "S13"),
        basis_zh="公安机关适用继续盘问规定第31条",
        basis_en="CQ 31",
    ),
    Step(
        id="S6",
        zh="权利告知",
        en="Rights",
        zones=("rights", "intake"),
        roles=("investigator", "custody_officer", "duty_inspector"),
        leaves=("rights_notice",),
        follows=("S7", "S8"),
        basis_zh="刑事诉讼法第34条；程序规定第43条；治安管理处罚法第98条",
        basis_en="CPL 34; PCC 43; PSAPL 98",
    ),
    Step(
        id="S7",
        zh="信息采集",
        en="Information",
        zones=("collection",),
        officers=1,
        leaves=("collected",),
        follows=("S8",),
        basis_zh="治安管理处罚法第102条",
        basis_en="PSAPL 102",
    ),
    Step(
        id="S8",
        zh="候问看管",
        en="Holding",
        zones=(*_HOLDING, *_CARE, *_WAY),
        follows=("S9", "S10", "S11", "S13b", "S14"),
        basis_zh="办理行政案件程序规定第71条；继续盘问规定第26、29条",
        basis_en="PAC 71; CQ 26, 29",
    ),
    Step(
        id="S9",
        zh="讯问询问",
        en="Interview",
        zones=(*_INTERVIEW, *_WAY),
        officers=1,
        follows=("S8",),
        basis_zh="刑事诉讼法第118条；程序规定第198-204条；治安管理处罚法第97-101、108条",
        basis_en="CPL 118; PCC 198-204; PSAPL 97-101, 108",
    ),
    Step(
        id="S10",
        zh="辨认、检测、会见",
        en="Identification, tests, meetings",
        zones=("identification", "medical", "lawyer", "collection", *_WAY),
        leaves=("activity_record",),
        follows=("S8",),
        basis_zh="程序规定第258-262条；刑事诉讼法第39条",
        basis_en="PCC 258-262; CPL 39",
    ),
    Step(
        id="S11",
        zh="审核审批",
        en="Decision",
        zones=(),
        leaves=("decision",),
        follows=("S8", "S14", "S15", "S16"),
        basis_zh="三级审核：办案民警、法制员、法制部门",
        basis_en="Three-level review: officer, legal officer, legal department (R38)",
    ),
    Step(
        id="S12",
        zh="就医绿色通道",
        en="Medical fast track",
        zones=(),
        leaves=("medical_seen",),
        follows=("S8", "S14", "S16"),
        basis_zh="继续盘问规定第23条",
        basis_en="CQ 23",
    ),
    Step(
        id="S13",
        zh="约束醒酒",
        en="Sobering",
        zones=("sobering", *_WAY),
        officers=1,
        leaves=("search_log", "item_list", "band_bound", "sober"),
        follows=("S5", "S12"),
        basis_zh="治安管理处罚法第15条；程序规定第58条",
        basis_en="PSAPL 15; PAC 58",
    ),
    Step(
        id="S13b",
        zh="临时出区",
        en="Temporary exit",
        zones=(),
        officers=2,
        leaves=("exit_returned",),
        follows=("S8",),
        basis_zh="执法办案场所规定第4条",
        basis_en="HZ 4",
    ),
    Step(
        id="S14",
        zh="出区办理",
        en="Release desk",
        zones=("exit-lobby", "property", "intake"),
        roles=("custody_officer", "duty_inspector"),
        leaves=("property_returned", "documents", "medical_advice", "end_signed"),
        follows=("S15",),
        basis_zh="程序规定第53条；出区核对清单",
        basis_en="PAC 53; exit checklist (PROC-16)",
    ),
    Step(
        id="S15",
        zh="释放",
        en="Released",
        zones=(),
        roles=("custody_officer", "duty_inspector"),
        basis_zh="刑事诉讼法第86条；继续盘问规定第19条",
        basis_en="CPL 86; CQ 19",
    ),
    Step(
        id="S16",
        zh="送押",
        en="Transfer",
        zones=("sally-port", *_WAY),
        officers=2,
        leaves=("papers", "health_check", "headcount", "vehicle_check", "stamp"),
        follows=("S17",),
        basis_zh="刑事诉讼法第85条；程序规定第153条",
        basis_en="CPL 85; PCC 153",
    ),
    Step(
        id="S17",
        zh="移交",
        en="Handed over",
        zones=(),
        basis_zh="程序规定第153条",
        basis_en="PCC 153",
    ),
)
"""The table. The order is the stage's number in every column."""

STAGES: Final = tuple(step.id for step in STEPS)
BY_ID: Final = {step.id: step for step in STEPS}
MEDICAL: Final = "S12"
RELEASED: Final = "S15"
HANDED_OVER: Final = "S17"
_NOT_LIVING: Final = ("S0", "S12", "S15", "S17")
"""Stages without anybody to bring to a doctor, or already there."""
FULLY_PREPARED: Final = ("S8", "S9", "S10", "S11", "S13b")
"""Stages that ask for everything that comes before them, by whatever way they are reached."""
PREPARATION: Final = (
    *("document", "identity", "search_log", "prohibited_items", "injuries"),
    *("item_list", "item_signatures", "band_bound", "self_test", "health_form", "rights_notice"),
)
PROVEN_BY_ACTS: Final = (
    *("item_list", "band_bound", "health_form", "rights_notice", "decision", "medical_seen"),
    *("exit_returned", "end_signed", "stamp", "property_returned"),
)
"""Evidence that only the act itself gives; nobody can claim it in passing."""


def in_stages(*stages: str) -> Mask:
    """Return a table to look stage numbers up in: which of them are among ``stages``."""
    return np.array([stage in stages for stage in STAGES])


def may_follow(stage: str, to: str) -> bool:
    """Return whether the table lets one stage follow another."""
    if to == MEDICAL:
        return stage not in _NOT_LIVING
    return stage in BY_ID and to in BY_ID[stage].follows


def wanted(stage: str, to: str) -> tuple[str, ...]:
    """Return the evidence asked for between two stages, in the order of the table."""
    if to == MEDICAL:
        return ()
    own = BY_ID[stage].leaves
    if to in FULLY_PREPARED and stage == MEDICAL:
        return tuple(dict.fromkeys((*PREPARATION, *own)))
    if to == RELEASED:
        return tuple(dict.fromkeys((*own, *BY_ID["S14"].leaves)))
    return own
