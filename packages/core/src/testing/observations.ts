import type { Description, InvocationResult, Observation } from "../endpoint/endpoint-state.ts";

/** What an invocation showed. */
export function invoked(result: InvocationResult): Observation {
  return { kind: "invoked", result };
}

/** An endpoint without copies, with what differs. */
export function description(facts: Partial<Description> = {}): Description {
  return { copy: "none", instances: 0, ...facts };
}

/** What looks show in the life of a copy: none, one on its way, one that runs. */
export const lifeOfCopies = {
  asleep: description(),
  starting: description({ copy: "coming" }),
  running: description({ copy: "running", instances: 1 }),
};
