// What a run tells of who works on it and why: codes and values, and beside them their English words.
import type { BackendEnd } from "../contract/backend-event.ts";
import type { BackendRef } from "../contract/backend-id.ts";
import type { Notice, Reason } from "../contract/reason.ts";
import { noticeWords, reasonWords } from "../contract/reason-words.ts";
import type { RunEvent, RunInfo } from "../contract/run-event.ts";

/** A backend's turn at a run. */
export interface Turn {
  readonly ref: BackendRef;
  readonly reason: Reason;
  readonly notice?: Notice;
}

/** The event that a backend starts. */
export function backendStart({ ref, reason }: Turn): RunEvent {
  return {
    type: "backend-start",
    ...ref,
    reason: reasonWords(reason, ref),
    reasonFacts: reason,
  };
}

interface Finished {
  readonly runId: string;
  readonly turn: Turn;
  readonly end: BackendEnd;
  /** True when nothing was computed for this run. Default false. */
  readonly isCached?: boolean;
  /** How long the run took in all. */
  readonly totalMs: number;
}

/** The event that a run has its answer. */
export function runEnd({ runId, turn, end, isCached = false, totalMs }: Finished): RunEvent {
  const { output, model } = end;
  const given = answering(turn, end);
  const computeMs = isCached ? 0 : end.computeMs;
  const run: RunInfo = {
    id: runId,
    ...given,
    cached: isCached || given.cached,
    model,
    queueMs: Math.max(0, Math.round(totalMs - computeMs)),
    computeMs: Math.round(computeMs * 10) / 10,
  };
  return { type: "run-end", output, run };
}

type Answering = Pick<
  RunInfo,
  keyof BackendRef | "reason" | "reasonFacts" | "cached" | "notice" | "noticeFacts"
>;

/** Who answered and why; an answer that the server gave is told by the server's own facts. */
function answering({ ref, reason, notice }: Turn, { served, ...end }: BackendEnd): Answering {
  const given = served ?? {
    ...ref,
    reason: reasonWords(reason, ref),
    reasonFacts: reason,
    cached: false,
    noticeFacts: remarks(end.notice),
  };
  const fallback = notice ? [notice] : [];
  const words = [...fallback.map((one) => noticeWords(one, given)), end.notice];
  return {
    ...given,
    notice: words.filter((one) => one !== null).join(" ") || null,
    noticeFacts: [...fallback, ...given.noticeFacts],
  };
}

function remarks(words: string | null): readonly Notice[] {
  return words === null ? [] : [{ code: "words", words }];
}
