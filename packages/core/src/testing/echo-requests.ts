import { backendEnd, type FakeStep } from "./fake-backend.ts";
import type { BackendRequest } from "../backends/backend.ts";
import type { ContractRequests } from "./backend-contract.ts";
import { echoTask } from "./echo-task.ts";

const request = (input: object) => ({ task: echoTask, input: echoTask.parseInput(input) });

/** The contract's requests for a backend that runs the echo task. */
export const echoRequests: ContractRequests = {
  valid: request({ text: "Places, please." }),
  other: request({ text: "Curtain up.", steps: 3 }),
  inParts: request({ text: "And again.", steps: 50 }),
  long: request({ text: "And again.", steps: 20_000 }),
  invalid: { task: echoTask, input: { text: "" } },
};

/** The script of a FakeBackend that does the echo task, a long one in 100 steps of 10 ms. */
export function echoScript({ task, input }: BackendRequest): readonly FakeStep[] {
  const { text, steps } = echoTask.parseInput(task.parseInput(input));
  const reading = Array.from({ length: Math.min(steps, 100) }, (_, index): FakeStep[] => [
    { type: "progress", stage: "reading", done: index + 1, total: steps, unit: "items" },
    { waitMs: 10 },
  ]);
  return [...reading.flat(), backendEnd({ said: text, steps })];
}
