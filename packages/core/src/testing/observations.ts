import type { Description, InvocationResult, Observation } from "../endpoint/endpoint-state.ts";

/** What an invocation showed. */
export function invoked(result: InvocationResult): Observation {
  return { kind: "invoked", result };
}

/** A component in service without copies, with what differs. */
export function description(facts: Partial<Description> = {}): Description {
  return {
    componentStatus: "InService",
    endpointStatus: "InService",
    currentCopies: 0,
    desiredCopies: 0,
    instances: 0,
    ...facts,
  };
}

/** The descriptions of a component's life: no copy, one wanted, one running. */
export const lifeOfCopies = {
  asleep: description(),
  starting: description({ componentStatus: "Updating", desiredCopies: 1 }),
  running: description({ desiredCopies: 1, currentCopies: 1, instances: 1 }),
};
