"""Names in both languages of what a custody record holds: kinds of entries, evidence, states."""

import re
from functools import cache
from typing import Final

from console.view_types import Words
from custody import registry

KIND_WORDS: Final[dict[str, tuple[str, str]]] = {
    "stay.opened": ("快速登记", "Quick registration"),
    "stay.booked": ("预约入区", "Booked"),
    "stay.arrived": ("到案", "Arrived"),
    "stay.known": ("确认案件系统人员编号", "Known to the case system"),
    "stay.cancelled": ("预约取消", "Booking cancelled"),
    "stay.closed": ("看管结束", "Stay closed"),
    "stay.again": ("同案再次到案", "Here again in the same case"),
    "stay.from_detention": ("曾送羁押场所", "Was in a place of detention before"),
    "stage.entered": ("进入环节", "Step entered"),
    "stage.present": ("在场人员变更", "People present changed"),
    "evidence.given": ("补充证明", "Evidence given"),
    "swipe.half": ("单刷", "One swipe"),
    "swipe.paired": ("门卡与手环双刷", "Card and band swiped"),
    "session.reserved": ("预留讯(询)问室", "Room reserved"),
    "session.freed": ("释放讯(询)问室", "Room freed"),
    "session.started": ("讯(询)问开始", "Interview started"),
    "session.paused": ("讯(询)问暂停", "Interview paused"),
    "session.resumed": ("讯(询)问恢复", "Interview resumed"),
    "session.changed": ("讯(询)问参加人变更", "Interview changed"),
    "session.closing": ("核对笔录", "Record read back"),
    "session.ended": ("讯(询)问结束", "Interview ended"),
    "sample.taken": ("采集样本", "Sample taken"),
    "identification.held": ("辨认", "Identification held"),
    "flag.set": ("标记风险", "Flag set"),
    "flag.cleared": ("解除标记", "Flag cleared"),
    "level.set": ("观察等级变更", "Observation level set"),
    "health.answered": ("健康询问", "Health questions answered"),
    "band.bound": ("佩戴手环", "Band put on"),
    "band.removed": ("摘除手环", "Band taken off"),
    "officer.assigned": ("指定责任民警", "Officer assigned"),
    "handover.offered": ("提出交接", "Hand-over offered"),
    "handover.accepted": ("接受交接", "Hand-over accepted"),
    "visitor.issued": ("发放访客证", "Visitor badge issued"),
    "visitor.returned": ("收回访客证", "Visitor badge returned"),
    "apart.set": ("要求分开看管", "To be kept apart"),
    "apart.ended": ("分开看管结束", "No longer kept apart"),
    "check.visit": ("巡视", "Visit"),
    "check.rouse": ("唤醒查看", "Rousing check"),
    "check.sobriety": ("醒酒评估", "Sobriety check"),
    "offer.meal": ("提供饮食", "Meal offered"),
    "offer.drink": ("提供饮水", "Drink offered"),
    "offer.toilet": ("如厕", "Toilet offered"),
    "offer.bedding": ("提供被褥", "Bedding offered"),
    "offer.exercise": ("户外活动", "Exercise offered"),
    "offer.diet": ("满足特殊饮食", "Diet met"),
    "offer.religion": ("满足宗教需要", "Religious need met"),
    "need.asked": ("提出需求", "Asked for something"),
    "observer.began": ("专人看护开始", "Constant observation began"),
    "observer.ended": ("专人看护结束", "Constant observation ended"),
    "right.consul_told": ("已通知领事", "Consulate told"),
    "right.consul_declined": ("本人不同意通知领事", "Consular notice declined"),
    "dependants.named": ("有被扶养人需安置", "Dependants named"),
    "dependants.arranged": ("被扶养人已安置", "Dependants arranged"),
    "illness.told": ("已告知伤病", "Illness told"),
    "victim.questioned": ("询问被害人", "Victim questioned"),
    "death.noted": ("死亡", "Death noted"),
    "death.scene_held": ("保护现场", "Scene held"),
    "death.inspector_told": ("已报值班领导", "Duty inspector told"),
    "death.supervision_told": ("已报督察", "Supervision told"),
    "death.prosecutor_told": ("已报检察机关", "Procurator told"),
    "death.family_told": ("死亡已通知家属", "Family told of the death"),
    "death.appraisal_begun": ("死因鉴定开始", "Appraisal of the death begun"),
    "ticket.found": ("发现问题", "Problem found"),
    "ticket.issued": ("整改下发", "Ticket issued"),
    "ticket.signed": ("整改签收", "Ticket signed"),
    "ticket.fixing": ("正在整改", "Being put right"),
    "ticket.fed_back": ("整改反馈", "Ticket fed back"),
    "ticket.verified": ("整改核验", "Ticket verified"),
    "ticket.closed": ("整改办结", "Ticket closed"),
    "shift.reported": ("交班报告", "Shift reported"),
    "shift.signed": ("接班", "Shift taken over"),
    "rule.out_of_service": ("规则停用", "Rule out of service"),
    "rule.in_service": ("规则恢复", "Rule in service"),
    "two_people.asked": ("等待第二人确认", "A second person is asked"),
    "notice.resent": ("通知重发", "Notice sent again"),
    "drill.announced": ("宣布演练", "Drill announced"),
    "drill.began": ("演练开始", "Drill began"),
    "roster.set": ("班次设置", "Shift set"),
    "roster.adopted": ("采用配置中的排班", "Roster of the configuration in force"),
    "rest.began": ("开始休息", "Rest began"),
    "rest.ended": ("结束休息", "Rest ended"),
    "right.notice_served": ("权利义务告知", "Rights told"),
    "right.family_told": ("已通知家属", "Family told"),
    "right.family_excepted": ("暂不通知家属", "Family not told, on a ground"),
    "right.family_ground_ended": ("不通知情形消失", "Ground for not telling ended"),
    "right.lawyer_requested": ("要求律师帮助", "Lawyer asked for"),
    "right.lawyer_answered": ("律师请求已答复", "Lawyer request answered"),
    "right.lawyer_meeting_began": ("律师会见开始", "Lawyer meeting began"),
    "right.lawyer_meeting_ended": ("律师会见结束", "Lawyer meeting ended"),
    "right.interpreter_requested": ("要求翻译", "Interpreter asked for"),
    "right.interpreter_arrived": ("翻译到场", "Interpreter arrived"),
    "medical.requested": ("要求就医", "Doctor asked for"),
    "medical.seen": ("医务人员诊视", "Seen by a doctor"),
    "medicine.due": ("应服药", "Medicine due"),
    "medicine.given": ("服药", "Medicine given"),
    "complaint.made": ("投诉", "Complaint"),
    "complaint.answered": ("投诉已受理", "Complaint taken up"),
    "item.added": ("登记物品", "Item taken in"),
    "item.none": ("未发现随身财物", "Nothing found on the person"),
    "item.sealed": ("封存物品", "Item sealed"),
    "item.returned": ("返还物品", "Item returned"),
    "restraint.began": ("采取约束", "Restraint began"),
    "restraint.watched": ("指派看护人", "Watcher named"),
    "restraint.ended": ("解除约束", "Restraint ended"),
    "hospital.left_for": ("送往医院", "Left for hospital"),
    "hospital.returned": ("自医院返回", "Back from hospital"),
    "hospital.questioning_began": ("医院内询问开始", "Questioning at hospital began"),
    "hospital.questioning_ended": ("医院内询问结束", "Questioning at hospital ended"),
    "incident.raised": ("突发事件", "Incident"),
    "incident.cleared": ("突发事件结束", "Incident over"),
    "clock.extended": ("延长时限", "Limit extended"),
    "review.held": ("羁押复核", "Review held"),
    "review.postponed": ("复核推迟", "Review postponed"),
    "override.granted": ("批准例外", "Override granted"),
    "exit.approved": ("批准临时出区", "Temporary exit approved"),
    "exit.returned": ("临时出区返回", "Back from exit"),
    "review.signed": ("审核签名", "Review signed"),
    "decision.made": ("作出决定", "Decision made"),
    "release.done": ("释放", "Released"),
    "transfer.departed": ("送押出发", "Transfer departed"),
    "transfer.received": ("移交完成", "Handed over"),
    "case.linked": ("关联案件", "Case linked"),
    "case.waiting": ("案件进展待关联", "Case event waits for a person"),
    "case.event": ("案件进展", "Case event"),
    "attempt.refused": ("操作被拒绝", "Attempt refused"),
    "duty.set": ("在岗变更", "Duty changed"),
    "card.replaced": ("更换门卡", "Card replaced"),
}
"""Of every kind in custody.kinds, and of the centre's own events."""

EVIDENCE_WORDS: Final[dict[str, tuple[str, str]]] = {
    "room_plan": ("用房安排", "Room plan"),
    "separation_checked": ("分离核查", "Separation checked"),
    "document": ("法律文书编号", "Number of the legal document"),
    "identity": ("身份(或不明)", "Identity, or unknown"),
    "search_log": ("检查记录编号", "Number of the search log"),
    "prohibited_items": ("违禁物品数量", "Prohibited items found"),
    "injuries": ("体表伤情已拍照记录", "Injuries recorded with photographs"),
    "item_list": ("财物清单", "List of belongings"),
    "item_signatures": ("清单已签名", "List signed"),
    "band_bound": ("手环已佩戴", "Band put on"),
    "self_test": ("手环自检正常", "Band's self-test passed"),
    "health_form": ("健康询问", "Health questions"),
    "rights_notice": ("权利告知", "Rights told"),
    "collected": ("信息采集已完成", "Information collected"),
    "activity_record": ("活动记录编号", "Number of the activity's record"),
    "decision": ("决定", "Decision"),
    "medical_seen": ("医务人员诊视", "Seen by a doctor"),
    "sober": ("已醒酒", "Sober"),
    "exit_returned": ("已返回", "Back from the exit"),
    "property_returned": ("财物已返还", "Belongings returned"),
    "documents": ("文书已交付", "Documents handed over"),
    "medical_advice": ("医嘱已告知", "Medical advice given"),
    "end_signed": ("离区时间已签名", "End time signed"),
    "papers": ("法律手续齐全", "Papers complete"),
    "health_check": ("出所体检", "Health check"),
    "headcount": ("人数清点", "Head count"),
    "vehicle_check": ("车辆检查", "Vehicle checked"),
    "stamp": ("接收回执", "Receipt of the receiving house"),
}
"""Of every evidence that a stage asks for."""

EVIDENCE_ACTS: Final[dict[str, str]] = {
    "item_list": "add_item",
    "band_bound": "bind_band",
    "health_form": "answer_health",
    "rights_notice": "serve_rights",
    "decision": "decide",
    "medical_seen": "medical_seen",
    "exit_returned": "return_from_exit",
    "end_signed": "release",
    "stamp": "hand_over_received",
    "property_returned": "return_item",
    "sober": "record_check",
}
"""Which act proves it, where an act of its own does."""

EVIDENCE_TEXT: Final = ("document", "identity", "search_log", "activity_record", "room_plan")
EVIDENCE_COUNT: Final = ("prohibited_items",)

SESSION_WORDS: Final[dict[str, tuple[str, str]]] = {
    "reserved": ("已预留", "Reserved"),
    "running": ("进行中", "Running"),
    "paused": ("已暂停", "Paused"),
    "closing": ("核对笔录", "Record read back"),
}
ROLE_WORDS: Final = registry.ROLE_WORDS
VISITOR_WORDS: Final[dict[str, tuple[str, str]]] = {
    "lawyer": ("律师", "Lawyer"),
    "appropriate_adult": ("合适成年人", "Appropriate adult"),
    "guardian": ("法定代理人", "Guardian"),
    "interpreter": ("翻译", "Interpreter"),
    "doctor": ("医生", "Doctor"),
    "victim": ("被害人", "Victim"),
    "witness": ("证人", "Witness"),
}
_LAW: Final[dict[str, str]] = {
    "PSAPL": "治安管理处罚法",
    "CPL": "刑事诉讼法",
    "PCC": "公安机关办理刑事案件程序规定",
    "PAC": "公安机关办理行政案件程序规定",
    "CQ": "公安机关适用继续盘问规定",
    "DCR": "看守所条例",
    "AJR": "拘留所条例",
    "MPL": "未成年人保护法",
    "HZ": "公安机关执法办案场所办案区使用管理规定",
}
_NAMED: Final = re.compile(rf"\b({'|'.join(_LAW)})\b ?")
_ARTICLE: Final = re.compile(r"(》|, ?)(\d+(?:-\d+)?)(?![\d%])")


def named(table: dict[str, tuple[str, str]], key: str) -> Words:
    """Return the words of a key; one that has none stands for itself."""
    zh, en = table.get(key, (key, key))
    return Words(zh, en)


@cache
def law(source: str) -> Words:
    """Return a source; for Chinese readers the names of Chinese laws are written out."""
    return Words("；".join(_in_chinese(part) for part in source.split("; ")), source)


def _in_chinese(part: str) -> str:
    zh = _NAMED.sub(lambda found: f"《{_LAW[found.group(1)]}》", part)
    return part if zh == part else _ARTICLE.sub(_article, zh)


def _article(found: re.Match[str]) -> str:
    before, number = found.groups()
    return f"{'、' if before.startswith(',') else before}第{number}条"
