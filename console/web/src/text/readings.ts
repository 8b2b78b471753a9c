// What the engine's readings are called: it names them in English with the unit last.
import { language } from "../state/settings";

/** Every name a rule uses; a test compares this list with the rules. */
export const READINGS_ZH: Record<string, string> = {
  "approved exit, release or trusted swipe within s": "近期批准外出、离区或可信刷卡（秒）",
  armed: "布防",
  "at the line means within m": "视为在周界（米）",
  band: "手环",
  "breaks within the hour, nobody near": "一小时内触发且附近无人（次）",
  "broken lines": "被触发的周界",
  "camera saw": "摄像机所见",
  "cards, staff and approved bands": "门卡、工作人员与获准手环",
  "cell door": "候问室门",
  confidence: "可信度",
  direction: "方向",
  door: "门",
  duty: "在岗",
  escorts: "押送人员",
  "first door released": "先放行的门",
  granted: "已放行",
  in: "所在",
  keeper: "保管人",
  known: "已知",
  "lost sensors": "失效传感器",
  "open together": "同时打开",
  "people counted": "通过人数",
  "people held": "在区人数",
  sensor: "传感器",
  session: "讯（询）问",
  "staff at the door": "门口工作人员",
  "staff there": "在场工作人员",
  swiped: "刷卡",
  "tag from reader m": "门卡距读卡器（米）",
  "trusted swipe within s": "可信刷卡有效（秒）",
  "used before at": "上次使用",
  why: "原因",
  "within its hours": "在允许时段内",
  "within s of each other": "相隔（秒）",
  "accept within s": "接收时限（秒）",
  approver: "批准人",
  "asked by": "请求人",
  back: "应返回时间",
  "band of nobody, in": "无主手环所在",
  demand: "要求",
  "handed over to": "移交给",
  "not asked for s": "未询问时长（秒）",
  "not searched, in": "未经安检，所在",
  officers: "在场民警",
  "one swipe since s": "单方刷卡时长（秒）",
  people: "负责人数",
  "person in": "人员所在",
  "questioned for s": "已讯问时长（秒）",
  "recorder silent s": "录音录像中断（秒）",
  regime: "适用程序",
  responsible: "责任民警",
  "restrained s": "约束时长（秒）",
  restraint: "约束方式",
  room: "房间",
  rule: "规则",
  "session in": "讯问所在",
  "still answers": "仍负责",
  trouble: "问题",
  "without band s": "未佩戴手环时长（秒）",
  "accuracy m": "定位误差（米）",
  "activity mg": "活动量（毫g）",
  "alone for s": "独处时长（秒）",
  "approved exit": "批准的外出",
  "approved exit or release within s": "近期批准外出或离区（秒）",
  "SOS pressed": "求助键按下",
  "panic pressed": "紧急按键",
  "alarm count advanced": "报警计数增加",
  "beyond the custody area's edge m": "超出办案区边界（米）",
  "clock stepped by s": "时钟跳变（秒）",
  device: "设备",
  "disk free pct": "磁盘剩余（%）",
  "door contact": "门磁",
  down: "中断",
  "first tick that differs": "首个不一致的周期",
  "fixes in a row": "连续定位次数",
  flags: "注意事项",
  "for s": "持续（秒）",
  "held for s": "在案时长（秒）",
  "held s": "在案时长（秒）",
  "impact g": "撞击峰值（g）",
  journal: "日志",
  kind: "种类",
  "last seen in": "最后所在",
  "last sign of life": "最后一次信号",
  "limit s": "法定时限（秒）",
  "lock before": "开门前锁状态",
  "locked observed room": "锁闭且有监控的房间",
  "no fix for s": "无定位时长（秒）",
  "no pulse for s": "无脉搏时长（秒）",
  "open for s": "打开时长（秒）",
  "oxygen saturation pct": "血氧饱和度（%）",
  place: "地点",
  "pulse bpm": "脉搏（次/分）",
  reason: "原因",
  "release within s": "放行有效时间（秒）",
  sender: "发送方",
  "silent for s": "失联时长（秒）",
  "skin contact": "皮肤接触",
  source: "来源",
  "staff within m": "附近工作人员（米）",
  "still for s": "静止时长（秒）",
  strap: "腕带",
  tick: "周期",
  "time left s": "剩余时间（秒）",
  "way out": "出口",
};

/** Names with a part that varies. */
export const READING_PATTERNS_ZH: readonly (readonly [RegExp, string])[] = [
  [/^beam status$/, "对射光束"],
  [/^cable status$/, "振动光缆"],
  [/^contact status$/, "门磁状态"],
  [/^radar status$/, "雷达"],
  [/^shed frames (.*)$/, "丢弃的帧 $1"],
  [/^(\S+) colour$/, "$1 预警颜色"],
];

/** What a threshold is for; in English the rule's own meaning is shown. */
export const THRESHOLDS_ZH: Record<string, string> = {
  within_s: "触发有效",
  authorised_s: "工作人员刷卡有效",
  blocked_s: "遮挡或故障",
  confidence_min: "分析可信度下限",
  breaks: "一小时内触发次数",
  escorts_min: "押送最少人数",
  grace_s: "撤防时限",
  held_s: "内门开启时限",
  exit_s: "出口门开启时限",
  swipes: "同一门被拒次数",
  passage_s: "一次通过的时间",
  from_hour: "夜间开始（时）",
  until_hour: "夜间结束（时）",
  staff_min: "最少工作人员",
  swipe_s: "门前刷卡有效",
  hold_s: "未获准停留",
  unknown_s: "状态不明",
  away_m: "距读卡器上限",
  speed_mps: "门间速度上限",
  accept_s: "移交接收时限",
  alone_s: "单人讯问时限",
  ask_s: "健康询问时限",
  bind_s: "佩戴手环时限",
  block_s: "连续讯问时限",
  gap_s: "录音录像中断（双人）",
  officers_min: "安检最少民警",
  people_max: "一人负责人数上限",
  second_s: "第二次刷卡时限",
  single_gap_s: "录音录像中断（单人）",
  unregistered_s: "登记时限",
  watcher_s: "无人看护时限",
  authorised_exit_s: "批准外出有效",
  band_s: "手环失联",
  clear_s: "恢复确认",
  critical_pct: "危险血氧",
  critical_s: "危险血氧持续",
  down_s: "中断",
  fixes: "连续越界定位次数",
  fixes_to_clear: "恢复定位次数",
  free_pct_low: "磁盘剩余下限",
  fresh_s: "定位有效期",
  gateway_s: "网关失联",
  impact_g: "撞击峰值",
  long_lost_s: "长时间失去定位",
  lost_s: "失去定位",
  low_pct: "过低血氧",
  low_s: "过低血氧持续",
  margin_m: "边界余量",
  near_m: "看管距离",
  no_pulse_s: "无脉搏",
  open_s: "腕带打开",
  other_s: "其他设备失联",
  quality_min: "信号质量下限",
  release_s: "放行有效",
  shed_frames: "丢弃帧数",
  skew_s: "时钟跳变",
  still_mg: "静止活动量上限",
  still_s: "静止",
  unattended_s: "独处",
  window_s: "观察窗口",
};

const VALUES_ZH: Record<string, string> = {
  yes: "是",
  no: "否",
  true: "是",
  false: "否",
  none: "无",
  nobody: "无人",
  open: "开",
  closed: "关",
  locked: "已锁",
  unlocked: "未锁",
  unknown: "不明",
  broken: "被触发",
  cut: "剪断",
  yellow: "黄色",
  orange: "橙色",
  red: "红色",
  red_card: "红牌",
  "band's own detector": "手环自检",
  "exit door open or perimeter broken": "出口门开或周界被触发",
  "cannot be written": "无法写入",
  expired: "已届满",
  never: "从未收到",
  "heard before": "曾收到",
  "panic pressed": "紧急按键",
  "SOS pressed": "求助键按下",
  "alarm count advanced": "报警计数增加",
  escape_risk: "脱逃风险",
  self_harm: "自伤风险",
};

const UNITS_ZH: Record<string, string> = {
  s: "秒",
  m: "米",
  mg: "毫g",
  h: "时",
  "m/s": "米/秒",
  "0..1": "",
  "1": "",
};

export function thresholdName(key: string, meaning: string): string {
  if (language.value !== "zh") return meaning.charAt(0).toUpperCase() + meaning.slice(1);
  return THRESHOLDS_ZH[key] ?? meaning;
}

export function thresholdValue(value: number, unit: string): string {
  const shown = language.value === "zh" ? (UNITS_ZH[unit] ?? unit) : unit.replace(/^1$/, "");
  return shown ? `${value} ${shown}` : String(value);
}

const UNITS: Record<string, string> = {
  s: "s",
  m: "m",
  g: "g",
  mg: "mg",
  pct: "%",
  bpm: "/min",
};

export function readingName(name: string): string {
  if (language.value === "zh") return zhName(name);
  const unit = UNITS[name.slice(name.lastIndexOf(" ") + 1)];
  const words = unit ? `${name.slice(0, name.lastIndexOf(" "))} (${unit})` : name;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function zhName(name: string): string {
  const known = READINGS_ZH[name];
  if (known) return known;
  const pattern = READING_PATTERNS_ZH.find(([shape]) => shape.test(name));
  return pattern ? name.replace(pattern[0], pattern[1]) : name;
}

export function readingValue(value: number | string | boolean): string {
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  const words = String(value);
  if (language.value === "zh") return VALUES_ZH[words] ?? words;
  return words === "true" ? "yes" : words === "false" ? "no" : words.replace("_", " ");
}
