import type { Ending } from "./fault-cell.ts";

/** How a JSON reply says that a run ended. */
export function parseOutcome(value: unknown): Ending["outcome"] {
  const reply = value as Readonly<Record<string, unknown>>;
  const run = reply["run"] as Readonly<Record<string, unknown>> | undefined;
  if (run) return { answeredBy: String(run["backend"]) };
  return { code: String(reply["code"]), message: String(reply["detail"] ?? reply["message"]) };
}

/** How a stream of events says that a run ended: by its last event. */
export function parseEvents(text: string): Ending["outcome"] {
  const data = [...text.matchAll(/^data: (\{.*\})$/gmu)].map(
    ([, json = "{}"]) => JSON.parse(json) as Readonly<Record<string, unknown>>,
  );
  const end = data.findLast((event) => "run" in event || "error" in event);
  if (end && "error" in end) return parseOutcome(end["error"]);
  return parseOutcome(end ?? { code: "no end", detail: "The stream has no end." });
}

/** How the events of Gradio's client say that a run ended. */
export function parseGradioEvents(text: string): Ending["outcome"] {
  const events = JSON.parse(text) as readonly {
    readonly type: string;
    readonly stage?: string;
    readonly message?: string;
    readonly data?: readonly unknown[];
  }[];
  const failed = events.find(({ type, stage }) => type === "status" && stage === "error");
  if (failed) return { code: "gradio", message: failed.message ?? "" };
  // The last value is the whole output with the run, once it is there.
  const last = events.findLast(({ data }) => data?.at(-1))?.data?.at(-1);
  return parseOutcome(last ?? { code: "no end", message: "No output came." });
}
