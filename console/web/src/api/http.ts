// Requests to the console's API: typed answers, refusals as values, retries only where harmless.
import type { DeliveryList } from "./delivery";
import type { KpiView } from "./kpi";
import type { Act, ActList, CopyView, PeopleView, ReadView, RecordView, RoundList } from "./record";
import type {
  AsideView,
  HandOverView,
  ReportView,
  RosterView,
  TicketDetail,
  TicketView,
} from "./shift";
import type {
  AlarmDetail,
  AlarmView,
  ApiErrorBody,
  CommandAnswer,
  Language,
  Me,
  Site,
  TrackPoint,
} from "./types";
import { type Company, type Span, type Trajectory, stretchQuery, wholeNs } from "./way";

const COMMAND_TRIES_MAX = 3;
const COMMAND_RETRY_MS = 400;
const TIMEOUT_MS = 5000;
/** A trajectory is six questions to the database, of which each may take four seconds. */
const WAY_TIMEOUT_MS = 30_000;

/** The server answered, and the answer is no. */
export class ApiRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly zh: string,
    readonly en: string,
    readonly source = "",
  ) {
    super(`${status} ${code}`);
  }

  text(language: Language): string {
    return language === "zh" ? this.zh : this.en;
  }
}

/** Nobody answered: the network or the console is down. */
export class NoAnswer extends Error {}

export interface CloseForm {
  cause: string;
  action: string;
}

export const api = {
  me: () => get<Me>("api/me"),
  login: (user: string, password: string) => post<Me>("api/login", { user, password }),
  logout: () => post<unknown>("api/logout", {}),
  site: () => get<Site>("api/site"),
  alarm: (id: string) => get<AlarmDetail>(`api/alarms/${encodeURIComponent(id)}`),
  history: (before: string) =>
    get<{ alarms: AlarmView[] }>(`api/alarms/history?limit=100&before=${before}`),
  track: (stay: string) =>
    get<{ points: TrackPoint[] }>(`api/stays/${encodeURIComponent(stay)}/track?minutes=60`),
  trajectory: (stay: string, span: Span) =>
    get<Trajectory>(
      `api/stays/${encodeURIComponent(stay)}/track?${stretchQuery(span)}`,
      WAY_TIMEOUT_MS,
    ),
  company: (stay: string, atMs: number) =>
    get<Company>(
      `api/stays/${encodeURIComponent(stay)}/company?at=${wholeNs(atMs)}`,
      WAY_TIMEOUT_MS,
    ),
  acknowledge: (id: string, note: string) =>
    command(`api/alarms/${encodeURIComponent(id)}/ack`, note ? { note } : {}),
  close: (id: string, form: CloseForm) =>
    command(`api/alarms/${encodeURIComponent(id)}/close`, { ...form }),
  record: (stay: string) => get<RecordView>(`api/stays/${encodeURIComponent(stay)}/record`),
  acts: () => get<ActList>("api/acts"),
  actWords: () => get<ActList>("api/acts/words"),
  people: () => get<PeopleView>("api/people"),
  round: () => get<RoundList>("api/checks"),
  copies: (after: number) => get<{ copies: CopyView[] }>(`api/inspector/copies?after=${after}`),
  reads: () => get<{ reads: ReadView[] }>("api/inspector/reads"),
  tickets: () => get<{ tickets: TicketView[] }>("api/tickets"),
  ticket: (id: string) => get<TicketDetail>(`api/tickets/${encodeURIComponent(id)}`),
  aside: () => get<AsideView>("api/aside"),
  handOver: () => get<HandOverView>("api/handover"),
  report: (id: string) => get<ReportView>(`api/handover/${encodeURIComponent(id)}`),
  roster: () => get<RosterView>("api/roster"),
  deliveries: (state: string, endpoint: string) =>
    get<DeliveryList>(`api/deliveries?${new URLSearchParams({ state, endpoint })}`),
  kpis: (days: number, told: string) =>
    get<KpiView>(`api/kpis?days=${days}${told ? `&told=${told}` : ""}`),
  act: (what: Act) => command("api/commands", { what }, "id"),
};

/** A command carries an id of its own, so that asking again after silence is harmless. */
async function command(
  path: string,
  body: Record<string, unknown>,
  idName: "id" | "command" = "command",
): Promise<CommandAnswer> {
  const withId = { ...body, [idName]: newCommandId() };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await post<CommandAnswer>(path, withId, [409]);
    } catch (problem) {
      if (!(problem instanceof NoAnswer) || attempt >= COMMAND_TRIES_MAX) throw problem;
      await new Promise((done) => setTimeout(done, COMMAND_RETRY_MS * attempt));
    }
  }
}

function newCommandId(): string {
  const random = crypto.getRandomValues(new Uint32Array(4));
  return `web-${Array.from(random, (word) => word.toString(16).padStart(8, "0")).join("")}`;
}

function get<T>(path: string, withinMs = TIMEOUT_MS): Promise<T> {
  return request<T>(path, { method: "GET", signal: AbortSignal.timeout(withinMs) });
}

function post<T>(path: string, body: unknown, alsoAnswers: number[] = []): Promise<T> {
  const headers = { "content-type": "application/json" };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const init = { method: "POST", headers, body: JSON.stringify(body), signal };
  return request<T>(path, init, alsoAnswers);
}

async function request<T>(path: string, init: RequestInit, alsoAnswers: number[] = []): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      credentials: "same-origin",
    });
  } catch {
    throw new NoAnswer(path);
  }
  const text = await response.text();
  if (response.ok || alsoAnswers.includes(response.status)) return parse<T>(text, path);
  throw refusal(response.status, text);
}

function parse<T>(text: string, path: string): T {
  try {
    return JSON.parse(text || "{}") as T;
  } catch {
    throw new NoAnswer(path);
  }
}

function refusal(status: number, text: string): ApiRefusal {
  try {
    const { error } = JSON.parse(text) as ApiErrorBody;
    return new ApiRefusal(
      status,
      error.code,
      error.message_zh,
      error.message_en,
      error.source ?? "",
    );
  } catch {
    return new ApiRefusal(status, "http", `服务器返回 ${status}`, `The server answered ${status}`);
  }
}
