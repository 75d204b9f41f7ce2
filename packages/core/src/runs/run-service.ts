// The life of a run on the server: an input that was checked goes in, waits for its turn, runs, and
// every event is kept in the store. Nobody has to listen for a run to finish.
import { InferenceError, toWireError, type WireError } from "../contract/inference-error.ts";
import type { JsonObject } from "../contract/json.ts";
import type { BackendState } from "../router/rank-backends.ts";
import type { ByteBudget, HeldBytes } from "../runtime/byte-budget.ts";
import { inTime } from "../runtime/abort.ts";
import type { AnyTask } from "../tasks/task.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { inputBytes } from "./input-bytes.ts";
import { batchCharacters, runBatch } from "./run-batch.ts";
import type { RunEvent } from "../contract/run-event.ts";
import { newRunId } from "../contract/run-id.ts";
import { waitForLargeModel } from "./large-model-turn.ts";
import { charactersOf, sizeOf } from "./run-size.ts";
import { runInTurn, type RunLife, type TurnParts } from "./run-in-turn.ts";
import type { CreatedRun, RunSnapshot, RunStore, StoredEvent } from "./run-store.ts";
import {
  type BatchRuns,
  type Caller,
  keyOf,
  type StartBatchRequest,
  type StartFacts,
  type StartRequest,
} from "./runs.ts";

interface RunServiceOptions extends TurnParts {
  readonly tasks: readonly AnyTask[];
  readonly store: RunStore;
  /** What the inputs of runs that wait or run may take together; left out, that is not counted. */
  readonly budget?: ByteBudget;
}

interface ActiveRun {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

interface Execution {
  readonly controller: AbortController;
  /** What its input takes of the budget. */
  readonly held: HeldBytes | undefined;
  readonly missedKey: string | undefined;
}

/** What a run takes of others: nothing when its answer is kept, a share of its caller's when it is being computed. */
type Need =
  | { readonly kind: "nothing" | "share" }
  | { readonly kind: "place"; readonly missedKey?: string };

type Work = (life: RunLife) => Promise<void>;

interface Filing {
  /** What makes two requests the same. */
  readonly input: unknown;
  /** All that has to be answered. */
  readonly inputs: readonly JsonObject[];
  /** How many characters of text it has. */
  readonly characters: number;
  /** True when its pieces go to backends one by one. */
  readonly isPart: boolean;
  readonly work: Work;
}

type Unfiled = Omit<Filing, "input" | "work">;

/** Starts runs, keeps them in order, and finds them again, whatever the face that asked. */
export class RunService implements BatchRuns {
  readonly tasks: readonly AnyTask[];
  readonly #options: RunServiceOptions;
  readonly #active = new Map<string, ActiveRun>();
  // Runs that may still be refused; who comes with the same key meanwhile is told the same.
  readonly #lettingIn = new Map<string, Promise<unknown>>();
  #isStopping = false;

  constructor(options: RunServiceOptions) {
    this.tasks = options.tasks;
    this.#options = options;
  }

  start(request: StartRequest): Promise<CreatedRun> {
    const { input } = request;
    const work: Work = (life) => runInTurn(this.#options, request, life);
    const characters = charactersOf(input);
    return this.#file(request, { input, inputs: [input], characters, isPart: false, work });
  }

  startBatch(request: StartBatchRequest): Promise<CreatedRun> {
    const input = request.inputs.map((item) => (item.ok ? item.input : null));
    const inputs = input.filter((one) => one !== null);
    const characters = batchCharacters(request);
    const work: Work = (life) => runBatch(this.#options, request, life);
    return this.#file(request, { input, inputs, characters, isPart: true, work });
  }

  read(runId: string, after: number, signal: AbortSignal): AsyncIterable<StoredEvent> {
    return this.#options.store.read(runId, after, signal);
  }

  snapshot(runId: string): Promise<RunSnapshot> {
    return this.#options.store.snapshot(runId);
  }

  async checkAccess(runId: string, context: Caller): Promise<void> {
    const owner = await this.#options.store.ownerOf(runId);
    if (owner === null || owner === keyOf(context)) return;
    throw new InferenceError(
      "unknown-run",
      "There is no such run for you. If it was started with a key, send that key.",
    );
  }

  cancel(runId: string): Promise<void> {
    return this.#options.store.cancel(runId);
  }

  backendStates(): readonly BackendState[] {
    return this.#options.router.states();
  }

  /** Takes no more runs, lets the running ones finish for `graceMs`, and ends the rest with a clear error. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    const { clock } = this.#options;
    const all = () => Promise.all([...this.#active.values()].map(({ done }) => done));
    await inTime(all(), { clock, ms: graceMs, late: () => undefined });
    for (const { controller } of this.#active.values()) controller.abort();
    await all();
  }

  async #file(request: StartFacts, { input, work, ...filing }: Filing): Promise<CreatedRun> {
    const { store, budget } = this.#options;
    const { task, caller } = request;
    this.#refuseWhenStopping();
    const key = keyFacts(request, input);
    const owner = keyOf(request);
    const created = await store.create({
      ...{ runId: newRunId(), taskId: task.id, caller, ...key },
      ...(owner === null ? {} : { owner }),
    });
    const { runId } = created;
    if (!created.isNew) {
      await this.#lettingIn.get(runId);
      return created;
    }
    const held = budget?.open(caller);
    let need: Need;
    try {
      held?.set(inputBytes(input));
      const lettingIn = this.#needOf(request, filing);
      this.#lettingIn.set(runId, lettingIn);
      need = await lettingIn;
      this.#refuseWhenStopping();
      this.#check(request, filing, need);
    } catch (error) {
      held?.release();
      this.#options.observer?.refused(task, toWireError(error).code);
      await store.forget(runId);
      throw error;
    } finally {
      this.#lettingIn.delete(runId);
    }
    // From the check to the place in line there is no await, so that no other run comes between.
    const controller = new AbortController();
    const missedKey = need.kind === "place" ? need.missedKey : undefined;
    const done = this.#execute(runId, work, { controller, held, missedKey });
    this.#active.set(runId, { controller, done });
    return created;
  }

  /** @throws InferenceError where the large model has to be awake for it, is not, and is not waited for */
  async #needOf(request: StartFacts, filing: Unfiled): Promise<Need> {
    const need = await this.#shareOf(request, filing);
    if (need.kind === "place") await this.#refuseCold(request);
    return need;
  }

  async #shareOf(
    { task, choice, cacheUse = "use" }: StartFacts,
    { inputs, isPart }: Unfiled,
  ): Promise<Need> {
    const { answers, router } = this.#options;
    const backend = answers && router.preferred(task, { choice, isPart });
    if (!answers || !backend || cacheUse === "none") return { kind: "place" };
    let kind: "nothing" | "share" = "nothing";
    for (const input of inputs) {
      const key = answers.keyOf(backend, task, input);
      if (cacheUse === "use" && (await answers.knows(key))) continue;
      if (!answers.inProgress(key))
        return isPart ? { kind: "place" } : { kind: "place", missedKey: key };
      kind = "share";
    }
    return { kind };
  }

  #check({ task, choice, caller }: StartFacts, { isPart, characters }: Unfiled, need: Need): void {
    const { queue, router } = this.#options;
    const backend = router.preferred(task, { choice, isPart })?.backend;
    if (backend === undefined || need.kind === "nothing") return;
    const applicant = { backend, caller, size: sizeOf(characters), characters };
    if (need.kind === "place") queue.check(applicant);
    else queue.checkShare(applicant);
  }

  /** Who does not want to wait for the large model is told so before the run is filed, and may come back with the same key. */
  async #refuseCold(request: StartFacts): Promise<void> {
    if ((request.waitMs ?? 0) > 0) return;
    const { signal } = new AbortController();
    await waitForLargeModel(this.#options, request, { signal, write: () => Promise.resolve() });
  }

  async #execute(
    runId: string,
    work: Work,
    { controller, held, missedKey }: Execution,
  ): Promise<void> {
    const { store, onUnexpected = () => undefined } = this.#options;
    const { signal } = controller;
    // Events are written one after another, also those that come from callbacks.
    let written = Promise.resolve();
    const write = (event: RunEvent): Promise<void> => {
      written = written.then(() => store.append(runId, this.#inOurWords(event)));
      return written;
    };
    const abort = () => {
      controller.abort();
    };
    store.cancelled(runId, signal).then(abort, onUnexpected);
    try {
      await work({ runId, signal, write, ...(missedKey === undefined ? {} : { missedKey }) });
    } catch (error) {
      if (toWireError(error).code === "internal") onUnexpected(error);
      await write({ type: "run-error", error: toWireError(error), runId }).catch(onUnexpected);
    } finally {
      held?.release();
      this.#active.delete(runId);
      controller.abort();
    }
  }

  /** A run that we ourselves give up on was not cancelled by its caller. */
  #inOurWords(event: RunEvent): RunEvent {
    const isOurDoing =
      this.#isStopping && event.type === "run-error" && event.error.code === "aborted";
    return isOurDoing ? { ...event, error: stoppingError() } : event;
  }

  #refuseWhenStopping(): void {
    if (!this.#isStopping) return;
    const { code, message, ...options } = stoppingError();
    throw new InferenceError(code, message, options);
  }
}

function keyFacts(
  { task, choice, caller, idempotencyKey }: StartFacts,
  input: unknown,
): { idempotencyKey?: string; fingerprint?: string } {
  if (idempotencyKey === undefined) return {};
  return {
    idempotencyKey: `${caller}\n${idempotencyKey}`,
    fingerprint: fingerprintOf([task.id, choice, input]),
  };
}

function stoppingError(): WireError {
  return {
    code: "backend-unavailable",
    message: "The server is restarting. Send the run again in a few seconds.",
    retryable: true,
    retryAfterMs: 5000,
  };
}
