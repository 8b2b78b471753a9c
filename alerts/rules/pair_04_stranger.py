"""PAIR-04: a step was asked for by an officer who is not bound to the person."""

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

PAIR_04 = StateRule(
    id="PAIR-04",
    zh="非关联民警办理(已拒绝)",
    en="Officer not bound to the person, refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("OIC", "CO"),
    guidance_zh="请负责民警或值班看管人员刷卡办理；核对门卡是否本人使用。",
    guidance_en="Let the bound officer or the desk swipe; check that the card is its holder's.",
    basis_zh="每一环节由与该人员关联的民警刷卡办理。",
    basis_en="Each step is taken by an officer who is bound to this person.",
    source="R02; R03",
    holds=refused("PAIR-04"),
    why=why_refused("PAIR-04"),
)
