// What the engine's readings are called: it names them in English with the unit last.
import { language } from "../state/settings";

/** Every name a rule uses; a test compares this list with the rules. */
export const READINGS_ZH: Record<string, string> = {
  "accuracy m": "定位误差（米）",
  "activity mg": "活动量（毫g）",
  "alone for s": "独处时长（秒）",
  "approved exit": "批准的外出",
  "approved exit within s": "近期批准的外出（秒）",
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
};

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
