// What one run under a fault is, and what is wrong with how it ended.
import { confidentialMarks } from "@pilotlight/sagemaker-local";

/** The ways in, as the table names them. */
export const wayNames = ["REST", "REST, large model only", "Gradio", "page"] as const;

/** The name of a way in. */
export type WayName = (typeof wayNames)[number];

/** How a run ended for whoever asked. */
export interface Ending {
  /** The backend that answered, or the code of the error. */
  readonly outcome:
    | { readonly answeredBy: string }
    | { readonly code: string; readonly message: string };
  /** All that was shown or sent, to look for what must not be in it. */
  readonly shown: string;
}

/** One run under a fault. */
export interface FaultCell {
  readonly fault: string;
  readonly taskId: string;
  readonly way: WayName;
  readonly ms: number;
  /** Null when it had not ended in time. */
  readonly ending: Ending | null;
  /** How many invocations the fault struck. */
  readonly strikes: number;
  /** How a run ends that only the large model may answer: the codes of errors, or the id of the backend. */
  readonly expected?: readonly string[];
}

/** Faults that say nothing: only a limit of ours ends them. */
export const silentFaults: readonly string[] = ["hang", "hang-mid-stream", "slow-drip"];

/** What a small model takes on no machine, also where a page has to load it first. */
const smallModelMs = 120_000;

/**
 * How long a run may take until its end. A silent invocation is given 30 s to its first token and 65 s to
 * a whole reply; a small model's answer comes on top.
 */
export function limitMs(fault: string): number {
  return (silentFaults.includes(fault) ? 65_000 : 0) + smallModelMs;
}

/** What is wrong with a run under a fault, in words; empty when it ended as it should. */
export function wrongsOf(cell: FaultCell): readonly string[] {
  const { ending, fault, taskId, way, ms, strikes } = cell;
  const name = `${fault}, ${taskId}, ${way}`;
  if (!ending) return [`${name}: hangs, no end after ${Math.round(ms / 1000)} s`];
  const leaks = confidentialMarks.filter((mark) => ending.shown.includes(mark));
  return [
    ...leaks.map((mark) => `${name}: shows "${mark}"`),
    ...(strikes === 0 ? [`${name}: the fault did not strike`] : []),
    ...outcomeWrongs(cell, ending).map((wrong) => `${name}: ${wrong}`),
  ];
}

function outcomeWrongs({ way, expected }: FaultCell, { outcome }: Ending): readonly string[] {
  const ended = "answeredBy" in outcome ? outcome.answeredBy : outcome.code;
  if (way === "REST, large model only" && expected && !expected.includes(ended))
    return [`ends with ${ended}, not ${expected.join(" or ")}`];
  if ("answeredBy" in outcome) return [];
  const { code, message } = outcome;
  if (way !== "REST, large model only") return [`fails with ${code}, where a small model answers`];
  const isClear = code !== "internal" && /^[A-Z].{20,}\.$/su.test(message);
  return isClear ? [] : [`its error is not clear: ${code}: ${message}`];
}
