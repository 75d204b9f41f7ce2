// What every backend promises, as one list of tests.
import { afterAll, describe, expect, it } from "vitest";
import type { BackendEvent } from "../contract/backend-event.ts";
import type { Backend, BackendRequest } from "../backends/backend.ts";
import { InferenceError } from "../contract/inference-error.ts";
import { collect } from "./collect.ts";
import { unknownTask } from "./echo-task.ts";

/** What the contract's tests ask of a backend. */
export interface ContractRequests {
  readonly valid: BackendRequest;
  /** Answered differently from `valid`. */
  readonly other: BackendRequest;
  /** Long enough to report progress several times. */
  readonly inParts: BackendRequest;
  /** So long that a run of it is still at work when a test ends it after its first progress. */
  readonly long: BackendRequest;
  /** An input that its task does not take. */
  readonly invalid: BackendRequest;
}

const never = new AbortController().signal;

/**
 * Tests that a backend keeps the contract. `makeBackend` is called for each test, or with `isShared` once
 * for all that do not close it: for one that takes long to load its models.
 */
export function testBackendContract(
  name: string,
  makeBackend: () => Backend | Promise<Backend>,
  requests: ContractRequests,
  { isShared = false }: { readonly isShared?: boolean } = {},
): void {
  let shared: Promise<Backend> | undefined;
  const onItsOwn = (title: string, check: (backend: Backend) => Promise<void>) => {
    it(title, async () => {
      const backend = await makeBackend();
      try {
        await check(backend);
      } finally {
        await backend.close();
      }
    });
  };
  const promise = isShared
    ? (title: string, check: (backend: Backend) => Promise<void>) => {
        it(title, async () => check(await (shared ??= Promise.resolve(makeBackend()))));
      }
    : onItsOwn;

  describe(`${name} keeps the backend contract`, () => {
    afterAll(async () => (await shared)?.close());

    promise("ends with exactly one end, whose output is the task's", async (backend) => {
      const events = await collect(backend.run(requests.valid, never));
      expect(events.filter(({ type }) => type === "backend-end")).toHaveLength(1);
      const end = endOf(events);
      expect(requests.valid.task.parseOutput(end.output)).toEqual(end.output);
      expect(end.model).not.toBe("");
      expect(end.computeMs).toBeGreaterThanOrEqual(0);
    });

    promise("says which tasks it runs", async (backend) => {
      expect(backend.supports(requests.valid.task)).toBe(true);
      expect(backend.supports(unknownTask)).toBe(false);
    });

    promise("reports the progress of a long input, never backwards", async (backend) => {
      const events = await collect(backend.run(requests.inParts, never));
      const reading = events.filter(
        (event) => event.type === "progress" && event.stage === "reading",
      );
      const done = reading.flatMap((event) => (event.type === "progress" ? [event.done] : []));
      expect(done.length).toBeGreaterThan(1);
      expect(done).toEqual(done.toSorted((a, b) => a - b));
      expect(events.at(-1)?.type).toBe("backend-end");
    });

    promise("refuses a run whose signal has fired before it starts", async (backend) => {
      const run = collect(backend.run(requests.valid, AbortSignal.abort()));
      await expect(run).rejects.toMatchObject({ code: "aborted" });
    });

    promise("ends an aborted run promptly and answers the next", async (backend) => {
      const controller = new AbortController();
      const run = backend.run(requests.long, controller.signal)[Symbol.asyncIterator]();
      await untilReading(run);
      controller.abort();
      await expect(run.next()).rejects.toMatchObject({ code: "aborted" });
      expect(endOf(await collect(backend.run(requests.valid, never))).type).toBe("backend-end");
    });

    promise("ends an aborted run that waits for its next event", async (backend) => {
      const controller = new AbortController();
      const run = backend.run(requests.long, controller.signal)[Symbol.asyncIterator]();
      await run.next();
      const ended = expect(drain(run)).rejects.toMatchObject({ code: "aborted" });
      controller.abort();
      await ended;
    });

    promise("stops a run that is left early and answers the next", async (backend) => {
      for await (const event of backend.run(requests.long, never)) {
        if (event.type === "progress") break;
      }
      const events = await collect(backend.run(requests.valid, never));
      expect(endOf(events).type).toBe("backend-end");
    });

    promise("keeps two runs at a time apart", async (backend) => {
      const alone = endOf(await collect(backend.run(requests.valid, never))).output;
      const otherAlone = endOf(await collect(backend.run(requests.other, never))).output;
      expect(alone).not.toEqual(otherAlone);
      const together = await Promise.all([
        collect(backend.run(requests.valid, never)),
        collect(backend.run(requests.other, never)),
        collect(backend.run(requests.valid, never)),
      ]);
      const outputs = together.map((events) => endOf(events).output);
      expect(outputs).toEqual([alone, otherAlone, alone]);
    });

    promise("refuses an input that its task does not take", async (backend) => {
      const error = await collect(backend.run(requests.invalid, never)).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(InferenceError);
      expect(error).toMatchObject({ code: "invalid-input", retryable: false });
    });

    onItsOwn("ends what runs when it is closed", async (backend) => {
      const run = backend.run(requests.long, never)[Symbol.asyncIterator]();
      await run.next();
      const ended = expect(drain(run)).rejects.toBeInstanceOf(InferenceError);
      await backend.close();
      await ended;
    });
  });
}

function endOf(events: readonly BackendEvent[]) {
  const end = events.at(-1);
  if (end?.type !== "backend-end") throw new Error(`The run ended with ${String(end?.type)}.`);
  return end;
}

async function untilReading(run: AsyncIterator<BackendEvent>): Promise<void> {
  for (;;) {
    const next = await run.next();
    if (next.done === true) throw new Error("The long request ended without any progress.");
    if (next.value.type === "progress" && next.value.stage === "reading") return;
  }
}

async function drain(run: AsyncIterator<BackendEvent>): Promise<void> {
  while (!(await run.next()).done);
}
