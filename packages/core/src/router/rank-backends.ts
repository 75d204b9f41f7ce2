// Who answers: a pure decision from what is known about each backend and what the caller asked for.
import type { BackendId, BackendRef, Role } from "../contract/backend-id.ts";

/** What a caller may ask for: a choice of ours, any backend of a role, or one backend and no other. */
export type BackendChoice = "auto" | Role | BackendId;

/** Whether a backend can take a run now. */
export interface Availability {
  /** False when it cannot answer now; `why` says so in words. */
  readonly available: boolean;
  /** Why it is not available, as the end of a sentence, such as `it is asleep`. */
  readonly why?: string;
  /** True when a run that asks for it alone may wait until it is available. */
  readonly canWait?: boolean;
  /** True when something is wrong with it, so that a person should know that another answered. */
  readonly isTroubled?: boolean;
}

/** What is known about a backend before a run. */
export interface BackendState extends BackendRef, Availability {}

/** What a run wishes of its backend. */
export interface BackendWish {
  readonly choice: BackendChoice;
  /** True for one input of many: the large model is not kept busy with tables. */
  readonly isPart?: boolean;
}

/** A backend to try, with the reason in words that is shown with the answer. */
export interface RankedBackend extends BackendRef {
  readonly reason: string;
  /** What a person should know about an answer from here; left out when there is nothing. */
  readonly notice?: string;
}

/** Where a backend runs, as a person says it. */
export function backendName({ backend, role }: BackendRef): string {
  return role === "large" ? "the large model" : smallNames[backend];
}

const smallNames: Readonly<Record<BackendId, string>> = {
  sagemaker: "SageMaker",
  browser: "this device",
  onnx: "the server's CPU",
  server: "the server",
};

/** True when a choice other than `auto` names this backend, by its id or by its role. */
export function isNamed({ backend, role }: BackendRef, choice: BackendChoice): boolean {
  return choice === backend || choice === role;
}

/**
 * The backends to try in order, each with its reason; empty when the wish cannot be met.
 * What a caller names is all that is in the list: "this device" never falls back to the server.
 *
 * @param states what is known about each backend, in the order of preference
 */
export function rankBackends(
  states: readonly BackendState[],
  { choice, isPart = false }: BackendWish,
): readonly RankedBackend[] {
  if (choice !== "auto") {
    return states
      .filter((state) => isNamed(state, choice) && (state.available || state.canWait))
      .map((state) => ({ ...refOf(state), reason: `${backendName(state)} was asked for` }));
  }
  const suited = states.filter(({ role }) => !isPart || role === "small");
  const passed = suited.filter(({ available }) => !available);
  const isSpared = suited.length < states.length;
  return suited
    .filter(({ available }) => available)
    .map((state, index) => ({
      ...refOf(state),
      reason: isSpared ? partReason : autoReason(state, index, passed),
      ...troubleNotice(passed, state),
    }));
}

/** That one backend could not answer and another did, as a sentence for people. */
export function fallbackNotice(failed: BackendRef, answering: BackendRef): string {
  const name = backendName(failed);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} could not answer; ${backendName(answering)} did.`;
}

/** Why a backend does not answer, as a reason for the next one. */
export function passedReason({ why = "unknown", ...state }: BackendState): string {
  return `${backendName(state)} is not available: ${why}`;
}

const partReason = "the small models answer many inputs at a time";

function refOf({ backend, role }: BackendState): BackendRef {
  return { backend, role };
}

function autoReason(state: BackendState, index: number, passed: readonly BackendState[]): string {
  if (index > 0) return `${backendName(state)} is next in line`;
  const first = passed[0];
  return first ? passedReason(first) : `${backendName(state)} answers at once`;
}

function troubleNotice(
  passed: readonly BackendState[],
  answering: BackendRef,
): { readonly notice?: string } {
  const troubled = passed.find(({ isTroubled }) => isTroubled);
  return troubled ? { notice: fallbackNotice(troubled, answering) } : {};
}
