import process from "node:process";

/** How much is logged; each level includes the ones before it. */
export type LogLevel = "silent" | "error" | "warn" | "info" | "debug";

/** One line of JSON per entry, for people with `jq` and for log services; never holds input text. */
export interface Log {
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  debug(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

const levels: readonly LogLevel[] = ["silent", "error", "warn", "info", "debug"];

interface LogOptions {
  /** Default the error output. */
  readonly write?: (line: string) => void;
  /** What every entry says beside its own facts, such as the request that it belongs to. Default nothing. */
  readonly context?: () => object;
}

/** A log of one level and all before it. */
export function createLog(level: LogLevel, options: LogOptions = {}): Log {
  const { write = (line) => process.stderr.write(line), context = () => ({}) } = options;
  const entry =
    (own: LogLevel) =>
    (message: string, facts: object = {}) => {
      if (levels.indexOf(own) > levels.indexOf(level)) return;
      const time = new Date().toISOString();
      const all = { time, level: own, message, ...context(), ...facts };
      write(`${JSON.stringify(all, masked)}\n`);
    };
  return {
    error: entry("error"),
    warn: entry("warn"),
    info: entry("info"),
    debug: entry("debug"),
  };
}

// Whoever has a run's id may read and cancel the run; enough of it is left to find it among the lines.
// A request's id is its caller's own word, which opens nothing.
function masked(key: string, value: unknown): unknown {
  if (typeof value !== "string" || key === "requestId") return value;
  return value.replaceAll(/\b([0-9a-f]{8})[0-9a-f]{24}\b/gu, "$1…");
}

/** What a log may say about an error: its class, code and stack, not its message, which may hold input. */
export function errorFacts(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = "code" in error ? error.code : undefined;
  const stack = error.stack?.split("\n").filter((line) => /^\s+at /u.test(line));
  return { error: error.name, code, at: stack?.slice(0, 8).map((line) => line.trim()) };
}
