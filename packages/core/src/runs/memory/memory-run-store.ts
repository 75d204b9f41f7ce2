// Runs in this process's memory: the default store, for one replica.
import { InferenceError } from "../../contract/inference-error.ts";
import { onAbort } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";
import { isLastEvent, type RunEvent } from "../../contract/run-event.ts";
import type { CreatedRun, NewRun, RunSnapshot, RunStore, StoredEvent } from "../run-store.ts";

interface MemoryRunStoreOptions {
  readonly clock: Clock;
  /** How long a run is kept after its end. Default 10 minutes. */
  readonly keepMs?: number;
  /** About how many bytes of memory runs may take; beyond it the caller whose runs take most gives up the one that ended first. Default 64 MiB. */
  readonly maxBytes?: number;
}

interface RunRecord {
  readonly run: NewRun;
  readonly events: StoredEvent[];
  /** Woken and emptied at each new event and at a cancel. */
  readonly waiting: Set<() => void>;
  bytes: number;
  endedAtMs: number | null;
  isCancelled: boolean;
}

// What a run and an event take in memory beside their text: 20,000 runs of three events and 570 bytes
// of JSON took 1,470 bytes of heap each.
const bytesPerRun = 300;

/** What one caller's runs take. */
interface Share {
  bytes: number;
  // In the order in which they ended.
  readonly ended: Set<RunRecord>;
}

const bytesPerEvent = 200;

/** A RunStore that forgets with its process. */
export class MemoryRunStore implements RunStore {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #maxBytes: number;
  readonly #records = new Map<string, RunRecord>();
  readonly #runIdByKey = new Map<string, string>();
  // Runs in the order in which they ended, the first to be forgotten in front.
  readonly #ended = new Set<RunRecord>();
  readonly #shares = new Map<string, Share>();
  #bytes = 0;

  constructor({ clock, keepMs = 10 * 60_000, maxBytes = 64 * 1024 * 1024 }: MemoryRunStoreOptions) {
    this.#clock = clock;
    this.#keepMs = keepMs;
    this.#maxBytes = maxBytes;
  }

  /** About how many bytes of memory the runs take now. */
  get bytes(): number {
    return this.#bytes;
  }

  async create(run: NewRun): Promise<CreatedRun> {
    this.#forgetOld();
    const firstId = run.idempotencyKey && this.#runIdByKey.get(run.idempotencyKey);
    const first = firstId ? this.#records.get(firstId) : undefined;
    if (first) {
      if (first.run.fingerprint !== run.fingerprint) throw conflict();
      return { runId: first.run.runId, isNew: false };
    }
    const record: RunRecord = {
      run,
      events: [],
      waiting: new Set(),
      bytes: 0,
      endedAtMs: null,
      isCancelled: false,
    };
    this.#count(record, bytesPerRun + 2 * (run.idempotencyKey?.length ?? 0));
    this.#records.set(run.runId, record);
    if (run.idempotencyKey) this.#runIdByKey.set(run.idempotencyKey, run.runId);
    return { runId: run.runId, isNew: true };
  }

  async append(runId: string, event: RunEvent): Promise<void> {
    const record = this.#record(runId);
    if (record.endedAtMs !== null) return;
    record.events.push({ number: record.events.length + 1, event });
    this.#count(record, JSON.stringify(event).length + bytesPerEvent);
    if (isLastEvent(event)) {
      record.endedAtMs = this.#clock.nowMs();
      this.#ended.add(record);
      this.#shareOf(record).ended.add(record);
    }
    this.#forgetOld(record);
    wake(record);
  }

  async *read(runId: string, after: number, signal: AbortSignal): AsyncGenerator<StoredEvent> {
    const record = this.#record(runId);
    let index = Math.max(0, after);
    while (!signal.aborted) {
      const stored = record.events[index];
      if (stored) {
        index += 1;
        yield stored;
      } else if (record.endedAtMs === null) {
        await changed(record, signal);
      } else {
        return;
      }
    }
  }

  async snapshot(runId: string): Promise<RunSnapshot> {
    const { run, events } = this.#record(runId);
    return { runId, taskId: run.taskId, events: [...events] };
  }

  async ownerOf(runId: string): Promise<string | null> {
    return this.#record(runId).run.owner ?? null;
  }

  async cancel(runId: string): Promise<void> {
    const record = this.#record(runId);
    if (record.endedAtMs !== null) return;
    record.isCancelled = true;
    wake(record);
  }

  async cancelled(runId: string, signal: AbortSignal): Promise<void> {
    const record = this.#record(runId);
    while (!record.isCancelled) {
      if (signal.aborted || record.endedAtMs !== null) return new Promise(() => {});
      await changed(record, signal);
    }
  }

  async forget(runId: string): Promise<void> {
    this.#forget(this.#record(runId));
  }

  async close(): Promise<void> {
    for (const record of this.#records.values()) wake(record);
    this.#records.clear();
    this.#runIdByKey.clear();
    this.#ended.clear();
    this.#shares.clear();
    this.#bytes = 0;
  }

  #record(runId: string): RunRecord {
    this.#forgetOld();
    const record = this.#records.get(runId);
    if (record) return record;
    throw new InferenceError(
      "unknown-run",
      `There is no such run: it never was, or it ended more than ${Math.round(this.#keepMs / 60_000)} minutes ago. Run the task again.`,
    );
  }

  #count(record: RunRecord, bytes: number): void {
    record.bytes += bytes;
    this.#shareOf(record).bytes += bytes;
    this.#bytes += bytes;
  }

  #shareOf({ run: { caller = "" } }: RunRecord): Share {
    const known = this.#shares.get(caller);
    if (known) return known;
    const share: Share = { bytes: 0, ended: new Set() };
    this.#shares.set(caller, share);
    return share;
  }

  // The newest run is spared: its reader is still there.
  #forgetOld(spared?: RunRecord): void {
    const oldestKeptMs = this.#clock.nowMs() - this.#keepMs;
    for (const record of this.#ended) {
      if (record.endedAtMs === null || record.endedAtMs > oldestKeptMs) break;
      if (record !== spared) this.#forget(record);
    }
    while (this.#bytes > this.#maxBytes) {
      const record = this.#firstOfLargest(spared);
      if (!record) return;
      this.#forget(record);
    }
  }

  /** The run that ended first of the caller whose runs take most, among those who have one to give. */
  #firstOfLargest(spared: RunRecord | undefined): RunRecord | undefined {
    let largest = -1;
    let first: RunRecord | undefined;
    for (const { bytes, ended } of this.#shares.values()) {
      if (bytes <= largest) continue;
      const [oldest] = [
        ...ended
          .values()
          .filter((record) => record !== spared)
          .take(1),
      ];
      if (!oldest) continue;
      largest = bytes;
      first = oldest;
    }
    return first;
  }

  #forget(record: RunRecord): void {
    this.#ended.delete(record);
    this.#records.delete(record.run.runId);
    if (record.run.idempotencyKey) this.#runIdByKey.delete(record.run.idempotencyKey);
    this.#bytes -= record.bytes;
    const share = this.#shareOf(record);
    share.ended.delete(record);
    share.bytes -= record.bytes;
    if (share.bytes === 0) this.#shares.delete(record.run.caller ?? "");
    wake(record);
  }
}

function wake(record: RunRecord): void {
  const waiting = [...record.waiting];
  record.waiting.clear();
  for (const resume of waiting) resume();
}

async function changed(record: RunRecord, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const resume = () => {
    resolve(undefined);
  };
  const release = onAbort(signal, resume);
  record.waiting.add(resume);
  await promise;
  release();
  record.waiting.delete(resume);
}

function conflict(): InferenceError {
  return new InferenceError(
    "idempotency-conflict",
    "The Idempotency-Key was used before for another request. Send a new key with a new request.",
  );
}
