import type { Clock } from "../../runtime/clock.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { BackendId } from "../../contract/backend-id.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import { JobReader, type JobOutcome } from "./decode-gradio-event.ts";
import type { GradioJob } from "./gradio-link.ts";
import type { Network } from "./network.ts";

interface ReadOptions {
  /** What its events say started. */
  readonly backend: BackendId;
  readonly task: AnyTask;
  readonly clock: Clock;
  readonly network: Network;
  readonly signal: AbortSignal;
}

// The client has no time-outs: a connection that died without a word is noticed here only. A run that
// has nothing to tell for longer is followed over REST, where the server says every 15 s that it lives.
const silenceMs = 20_000;

/**
 * What Gradio's client tells about a run, until it is over or the client can no longer be relied upon.
 * @throws InferenceError `aborted`
 */
export async function* readJob(
  job: GradioJob,
  { task, backend, clock, network, signal }: ReadOptions,
): AsyncGenerator<BackendEvent, JobOutcome> {
  const reader = new JobReader(task, backend);
  for (;;) {
    const heard = new AbortController();
    const stop = AbortSignal.any([signal, heard.signal]);
    try {
      const next = await Promise.race([
        job.next(),
        clock.wait(silenceMs, stop).then(() => null),
        network.untilBack(stop).then(() => null),
      ]);
      if (next === null || next.done === true) return { kind: "broken" };
      yield* reader.read(next.value);
      const outcome = reader.outcome(next.value);
      if (outcome) return outcome;
    } finally {
      heard.abort();
    }
  }
}
