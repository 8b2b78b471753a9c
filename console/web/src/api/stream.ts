// Server-sent events over fetch: Last-Event-ID survives our own reconnects, silence is noticed,
// and the wait between tries grows to a limit. (EventSource lets a page set none of these.)

export interface StreamCallbacks {
  event: (name: string, data: unknown) => void;
  up: () => void;
  down: (status: number | null) => void;
}

const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 5000;
/** No byte for so long means the line is dead, whatever TCP believes. */
const SILENCE_MAX_MS = 6000;

export class EventStream {
  private lastId = "";
  private retryMs = RETRY_FIRST_MS;
  private abort: AbortController | null = null;
  private timer = 0;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly callbacks: StreamCallbacks,
  ) {}

  open(): void {
    this.closed = false;
    void this.run();
  }

  close(): void {
    this.closed = true;
    this.abort?.abort();
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    let status: number | null = null;
    try {
      status = await this.readUntilEnd();
    } catch (problem) {
      // A dead line ends the read with a TypeError or our own abort; anything else is our mistake.
      if (!(problem instanceof TypeError) && !(problem instanceof DOMException)) throw problem;
    } finally {
      this.goDown(status);
    }
  }

  private goDown(status: number | null): void {
    clearTimeout(this.timer);
    if (this.closed) return;
    this.callbacks.down(status);
    if (status === 401) return;
    this.timer = window.setTimeout(() => void this.run(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, RETRY_MAX_MS);
  }

  private async readUntilEnd(): Promise<number | null> {
    this.abort = new AbortController();
    this.watchSilence();
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (this.lastId) headers["last-event-id"] = this.lastId;
    const response = await fetch(this.url, {
      headers,
      cache: "no-store",
      credentials: "same-origin",
      signal: this.abort.signal,
    });
    if (!response.ok || !response.body) return response.status;
    this.callbacks.up();
    this.retryMs = RETRY_FIRST_MS;
    const parser = new EventParser((name, data, id) => this.deliver(name, data, id));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return null;
      this.watchSilence();
      parser.feed(value);
    }
  }

  private deliver(name: string, data: string, id: string): void {
    this.callbacks.event(name, JSON.parse(data));
    // Only after the page has taken it in: a crash in between asks for the event again.
    if (id) this.lastId = id;
  }

  private watchSilence(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.abort?.abort(), SILENCE_MAX_MS);
  }
}

/** Cuts the text of an event stream into events (WHATWG HTML, 9.2.6). */
export class EventParser {
  private rest = "";
  private name = "";
  private data: string[] = [];
  private id = "";

  constructor(private readonly emit: (name: string, data: string, id: string) => void) {}

  feed(text: string): void {
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.line(line);
  }

  private line(line: string): void {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.name = value;
    else if (field === "data") this.data.push(value);
    else if (field === "id") this.id = value;
  }

  private dispatch(): void {
    if (this.data.length) this.emit(this.name || "message", this.data.join("\n"), this.id);
    this.name = "";
    this.data = [];
    this.id = "";
  }
}
