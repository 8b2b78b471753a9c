// Sends what a person does and says what became of it; nothing is shown as done before the server
// said so, and a refusal keeps everything that was typed.
import { useRef, useState } from "preact/hooks";
import { ApiRefusal, NoAnswer, api } from "../api/http";
import type { Act } from "../api/record";
import type { CommandAnswer } from "../api/types";
import { text } from "../text";
import { language } from "./settings";

export type Sending =
  | { phase: "idle" }
  | { phase: "sending" }
  | { phase: "done"; answer: CommandAnswer }
  | { phase: "refused"; reason: string; source: string; rule: string };

/** Does one act; the answer says whether the engine accepted it. */
export async function send(what: Act): Promise<Sending> {
  try {
    const answer = await api.act(what);
    return answer.accepted ? { phase: "done", answer } : refusedBy(answer);
  } catch (problem) {
    return refusedFor(problem);
  }
}

function refusedBy(answer: CommandAnswer): Sending {
  const { rule, source } = ruleAndSource(answer.source ?? "");
  const own = language.value === "zh" ? answer.reason_zh : answer.reason_en;
  const reason = own || inOurLanguage(answer.reason ?? "") || text().ack_refused_no_reason;
  return { phase: "refused", reason, source, rule };
}

function refusedFor(problem: unknown): Sending {
  if (problem instanceof ApiRefusal) {
    const reason = problem.text(language.value);
    return { phase: "refused", reason, source: problem.source, rule: "" };
  }
  if (problem instanceof NoAnswer) {
    return { phase: "refused", reason: text().no_answer, source: "", rule: "" };
  }
  throw problem;
}

const RULE = /^([A-Z]{2,4}-\d{2}[a-z]?): /;

/** "PROC-04: PSAPL 103" -> the rule that refused, and the law behind it. */
export function ruleAndSource(said: string): { rule: string; source: string } {
  const rule = RULE.exec(said)?.[1] ?? "";
  return { rule, source: rule ? said.slice(rule.length + 2) : said };
}

const BOTH = /^(.*[\u4e00-\u9fff].*?) \/ ([\x00-\u2fff]*)$/s;

/** The engine says why in both languages at once: "尚未告知权利 / rights have not been told". */
export function inOurLanguage(reason: string): string {
  const found = BOTH.exec(reason);
  if (!found) return reason;
  return (language.value === "zh" ? found[1] : found[2]) ?? reason;
}

export interface Sender {
  state: Sending;
  /** Resolves to what the engine answered, null when it refused. */
  send: (what: Act) => Promise<string | null>;
  clear: () => void;
}

/** A button's own sender: while one act is on its way a second press does nothing. */
export function useSender(): Sender {
  const [state, setState] = useState<Sending>({ phase: "idle" });
  const busy = useRef(false);
  return {
    state,
    clear: () => setState({ phase: "idle" }),
    send: async (what) => {
      if (busy.current) return null;
      busy.current = true;
      setState({ phase: "sending" });
      const found = await send(what);
      busy.current = false;
      setState(found);
      return found.phase === "done" ? (found.answer.result ?? "") : null;
    },
  };
}
