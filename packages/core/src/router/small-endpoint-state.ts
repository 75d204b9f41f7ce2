// An endpoint of small models as the router sees it: one that failed or is full is passed over.
import type { Obstacle } from "../contract/reason.ts";
import type { LargeModelLoad } from "./large-model-state.ts";
import type { Availability } from "./rank-backends.ts";

/** What the router knows of it before a run: a small model elsewhere answers as well and at once. */
export function smallEndpointState(
  obstacle: Obstacle | null,
  { waiting, capacity }: LargeModelLoad,
): Availability {
  if (obstacle) return { available: false, why: obstacle, canWait: false };
  if (waiting < capacity) return { available: true };
  return { available: false, why: { code: "crowded", waiting }, canWait: true };
}
