// Every setting of the server: what it is for, its default, and its check. SvelteKit reads them from
// here as `$app/env/private`; the server's entry checks all of them before it does anything else.
import { defineEnvVars } from "@sveltejs/kit/env";

export const variables = defineEnvVars({
  PORT: {
    description: "The port to listen on. Default 3000.",
    schema: wholeNumber({ fallback: 3000, min: 0, max: 65_535 }),
  },
  HOST: {
    description: "The address to listen on; 0.0.0.0 for all. Default 127.0.0.1.",
    schema: (value) => filled(value) ?? "127.0.0.1",
  },
  ALLOWED_ORIGINS: {
    description:
      "Other origins whose pages may call the API, with commas; * for all. Default none.",
    schema: (value) => (filled(value) ?? "").split(",").flatMap(parseOrigin),
  },
  LOG_LEVEL: {
    description: "What is logged: silent, error, warn, info or debug. Default info.",
    schema: oneOf(["silent", "error", "warn", "info", "debug"], "info"),
  },
  ONNX_THREADS: {
    description: "Worker threads for the small models. Default one per core, at most 4.",
    schema: wholeNumber({ fallback: 0, min: 1, max: 64 }),
  },
  MAX_QUEUED_RUNS: {
    description: "Runs that may wait for one backend before more are refused. Default 256.",
    schema: wholeNumber({ fallback: 256, min: 1, max: 100_000 }),
  },
  MAX_RUNS_PER_CALLER: {
    description: "Runs of one caller that may wait or run at a time. Default 128.",
    schema: wholeNumber({ fallback: 128, min: 1, max: 100_000 }),
  },
  RUN_KEEP_MINUTES: {
    description: "How long a run can be found again after its end, in minutes. Default 10.",
    schema: wholeNumber({ fallback: 10, min: 1, max: 1_440 }),
  },
  RUN_STORE_MB: {
    description: "Memory for the events of kept runs in MB; the oldest go first. Default 64.",
    schema: wholeNumber({ fallback: 64, min: 1, max: 100_000 }),
  },
  TRUST_PROXY: {
    description:
      "Proxies before the server that add to X-Forwarded-For. Default 0: callers are told apart by connection.",
    schema: wholeNumber({ fallback: 0, min: 0, max: 10 }),
  },
  STOP_GRACE_SECONDS: {
    description: "How long running work may go on after SIGTERM, in seconds. Default 10.",
    schema: wholeNumber({ fallback: 10, min: 0, max: 600 }),
  },
  MAX_BODY_BYTES: {
    description: "The largest request body in bytes. Default 2000000.",
    schema: wholeNumber({ fallback: 2_000_000, min: 1_000, max: 100_000_000 }),
  },
  BUILD_FOLDER: {
    description: "Where the built server lies. Set by build/start.js; leave it empty.",
    schema: (value) => filled(value),
  },
});

function filled(value: string | undefined): string | undefined {
  return value?.trim() === "" ? undefined : value?.trim();
}

function wholeNumber({ fallback, min, max }: { fallback: number; min: number; max: number }) {
  return (value: string | undefined): number => {
    const text = filled(value);
    if (text === undefined) return fallback;
    const number = Number(text);
    if (/^\d+$/u.test(text) && number >= min && number <= max) return number;
    throw new Error(
      `It is "${text}". Set a whole number from ${min} to ${max}, or leave it empty.`,
    );
  };
}

function oneOf<const Word extends string>(words: readonly Word[], fallback: Word) {
  return (value: string | undefined): Word => {
    const text = filled(value);
    if (text === undefined) return fallback;
    const word = words.find((known) => known === text);
    if (word !== undefined) return word;
    throw new Error(`It is "${text}". Set one of ${words.join(", ")}, or leave it empty.`);
  };
}

function parseOrigin(part: string): readonly string[] {
  const text = part.trim().replace(/\/$/u, "");
  if (text === "" || text === "*") return text === "" ? [] : ["*"];
  const isOrigin = /^https?:$/u.test(URL.parse(text)?.protocol ?? "");
  if (isOrigin && URL.parse(text)?.origin === text) return [text];
  throw new Error(`It has "${text}". Set origins such as https://example.org, with commas, or *.`);
}
