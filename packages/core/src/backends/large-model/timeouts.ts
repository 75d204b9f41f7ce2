import { InferenceError } from "../../contract/inference-error.ts";
import { inTime } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";

/** How long an invocation may take, step by step, in milliseconds. */
export interface Timeouts {
  /** To the first token of a streamed reply. */
  readonly firstTokenMs: number;
  /** From one token to the next. */
  readonly betweenTokensMs: number;
  /** For a streamed reply as a whole. */
  readonly streamMs: number;
  /** For a reply in one piece. */
  readonly wholeReplyMs: number;
}

/** Time-outs for a model of seven billion parameters on one A10G behind a service that gives it 60 s. */
export const defaultTimeouts: Timeouts = {
  // Reading a full context of 8,192 tokens takes some 3 s there (calculated), and five requests may be
  // read one after another; twice that, and half of what such a service (SageMaker's) waits.
  firstTokenMs: 30_000,
  // A token takes 25 ms alone (600 GB/s over 14.5 GB of weights) and some 0.1 s in a full batch; a gap
  // is another request's prompt that is read in between.
  betweenTokensMs: 15_000,
  // As long as SageMaker's streams may take, as AWS has stated; the longest reply that is asked for, 4,000 tokens,
  // takes 100 s alone.
  streamMs: 480_000,
  // A service that gives up after 60 s says so; its own word comes first.
  wholeReplyMs: 65_000,
};

/** Time-outs for a server that takes longer, or shall be given less, to a whole reply; the steps in proportion. */
export function timeoutsFor(wholeReplyMs: number): Timeouts {
  return {
    firstTokenMs: wholeReplyMs / 2,
    betweenTokensMs: wholeReplyMs / 4,
    streamMs: Math.max(defaultTimeouts.streamMs, 2 * wholeReplyMs),
    wholeReplyMs,
  };
}

interface Limit {
  /** How long it may take in all, as the error says it. */
  readonly ms: number;
  /** How much of that is left; all of it if left out. */
  readonly leftMs?: number;
  readonly clock: Clock;
  /** What has not come, as in "gave no answer within 30 s". */
  readonly what: string;
}

/**
 * The value when it comes in time.
 * @throws InferenceError `timeout` when it does not
 */
export async function within<Value>(value: Promise<Value>, limit: Limit): Promise<Value> {
  const { ms, leftMs = ms, clock, what } = limit;
  const late = () => {
    throw new InferenceError(
      "timeout",
      `The large model gave ${what} within ${Math.round(ms / 1000)} s. Try again, or let a small model answer.`,
      { retryable: true },
    );
  };
  return inTime(value, { clock, ms: Math.max(0, leftMs), late });
}
