// Who answers: a pure decision from what is known about each backend and what the caller asked for.
import type { BackendChoice, BackendRef } from "../contract/backend-id.ts";
import type { Notice, Obstacle, Reason } from "../contract/reason.ts";

/** Whether a backend can take a run now. */
export type Availability =
  | { readonly available: true }
  | {
      readonly available: false;
      readonly why: Obstacle;
      /** True when a run that asks for it alone may wait until it is available. */
      readonly canWait: boolean;
    };

/** What is known about a backend before a run. */
export type BackendState = BackendRef & Availability;

/** What a run wishes of its backend. */
export interface BackendWish {
  readonly choice: BackendChoice;
  /** True for one input of many: the large model is not kept busy with tables. */
  readonly isPart?: boolean;
}

/** A backend to try, with the reason that is told with the answer. */
export interface RankedBackend extends BackendRef {
  readonly reason: Reason;
  /** What a person should know about an answer from here; left out when there is nothing. */
  readonly notice?: Notice;
}

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
      .map((state) => ({ ...refOf(state), reason: { code: "asked-for" } }));
  }
  const suited = states.filter(({ role }) => !isPart || role === "small");
  const passed = suited.filter((state) => !state.available);
  const isSpared = suited.length < states.length;
  return suited
    .filter(({ available }) => available)
    .map((state, index) => ({
      ...refOf(state),
      reason: isSpared ? { code: "many-inputs" } : autoReason(index, passed[0]),
      ...troubleNotice(passed),
    }));
}

/** That a backend was passed over, as a reason for the one that answers. */
export function passedReason({ why, ...state }: UnavailableState): Reason {
  return { code: "unavailable", ...refOf(state), why };
}

type UnavailableState = Extract<BackendState, { available: false }>;

function refOf({ backend, role }: BackendRef): BackendRef {
  return { backend, role };
}

function autoReason(index: number, passed: UnavailableState | undefined): Reason {
  if (index > 0) return { code: "next-in-line" };
  return passed ? passedReason(passed) : { code: "at-once" };
}

function troubleNotice(passed: readonly UnavailableState[]): { readonly notice?: Notice } {
  const troubled = passed.find(({ why }) => !usual.has(why.code));
  return troubled ? { notice: { code: "fallback", ...refOf(troubled) } } : {};
}

// What is as it should be: somebody to whom another backend answers need not be told of trouble.
const usual: ReadonlySet<Obstacle["code"]> = new Set(["unseen", "asleep", "waking", "no-simd"]);
