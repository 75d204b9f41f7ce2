// Backends that do what a test says, and one run through a router of them.
import type { BackendChoice, BackendId, Role } from "../contract/backend-id.ts";
import { InferenceError } from "../contract/inference-error.ts";
import { backendEnd, FakeBackend, type FakeStep } from "../testing/fake-backend.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { echoTask } from "../testing/echo-task.ts";
import type { Availability } from "./rank-backends.ts";
import type { Router } from "./router.ts";

/** The time of a test. */
export const clock = fakeClock({ autoAdvance: true });
/** What a backend ends with that goes well. */
export const answer = backendEnd({ said: "hi", steps: 0 });
/** A failure that another backend may mend. */
export const retryable = new InferenceError("backend-failed", "The GPU ran out of memory.", {
  retryable: true,
});
/** What is known of a large model that sleeps. */
export const asleep: Availability = {
  available: false,
  why: { code: "asleep", wakeSeconds: 300 },
  canWait: false,
};
/** A failure that no other backend can mend. */
export const final = new InferenceError("invalid-input", 'The field "text" is empty.', {
  field: "text",
});

/** A backend of this id that does these steps. */
export function backend(id: BackendId, script: readonly FakeStep[]): FakeBackend {
  return new FakeBackend({ id, role: roleOf(id), clock, script: () => script });
}

function roleOf(id: BackendId): Role {
  return id === "sagemaker" ? "large" : "small";
}

/** Runs an input through the router. */
export function run(router: Router, choice: BackendChoice = "auto", signal?: AbortSignal) {
  const input = echoTask.parseInput({ text: "hi" });
  const request = { runId: "r1", task: echoTask, input, choice };
  return router.run({ ...request, signal: signal ?? new AbortController().signal });
}
