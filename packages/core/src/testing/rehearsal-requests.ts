import { backendEnd, type FakeStep } from "./fake-backend.ts";
import type { BackendRequest } from "../backends/backend.ts";
import type { ContractRequests } from "./backend-contract.ts";
import { rehearsal } from "./rehearsal.ts";

const request = (input: object) => ({ task: rehearsal, input: rehearsal.parseInput(input) });

/** The contract's requests for a backend that runs the rehearsal task. */
export const rehearsalRequests: ContractRequests = {
  valid: request({ text: "Places, please." }),
  other: request({ text: "Curtain up.", steps: 3 }),
  inParts: request({ text: "And again.", steps: 50 }),
  long: request({ text: "And again.", steps: 20_000 }),
  invalid: { task: rehearsal, input: { text: "" } },
};

/** The script of a FakeBackend that does the rehearsal task, a long one in 100 steps of 10 ms. */
export function rehearse({ task, input }: BackendRequest): readonly FakeStep[] {
  const { text, steps } = rehearsal.parseInput(task.parseInput(input));
  const reading = Array.from({ length: Math.min(steps, 100) }, (_, index): FakeStep[] => [
    { type: "progress", stage: "reading", done: index + 1, total: steps, unit: "items" },
    { waitMs: 10 },
  ]);
  return [...reading.flat(), backendEnd({ said: text, steps })];
}
