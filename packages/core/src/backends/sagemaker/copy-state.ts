import type { CopyState } from "../../endpoint/endpoint-state.ts";

/** What Describe calls tell of an inference component and its endpoint. */
export interface ComponentFacts {
  /** `InferenceComponentStatus`, such as `InService` or `Updating`. */
  readonly componentStatus: string;
  readonly currentCopies: number;
  readonly desiredCopies: number;
  /** `EndpointStatus`, such as `InService` or `OutOfService`. */
  readonly endpointStatus: string;
}

const brokenComponent: ReadonlySet<string> = new Set(["Failed", "Deleting"]);
const brokenEndpoint: ReadonlySet<string> = new Set([
  "Failed",
  "OutOfService",
  "Deleting",
  "UpdateRollbackFailed",
]);

/** How the copies are, by what SageMaker says of them. */
export function copyStateOf(facts: ComponentFacts): CopyState {
  const { componentStatus, currentCopies, desiredCopies, endpointStatus } = facts;
  if (brokenEndpoint.has(endpointStatus)) return "broken";
  // A failed update of a component leaves its running copies in service.
  if (currentCopies > 0) return "running";
  if (brokenComponent.has(componentStatus)) return "broken";
  return desiredCopies > 0 || componentStatus === "Creating" ? "coming" : "none";
}
