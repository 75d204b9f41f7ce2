// Who answers: a pure decision from what is known about each backend and what the caller asked for.
import type { BackendId } from "../contract/backend-id.ts";

/** What a caller may ask for: a choice of ours, or one backend and no other. */
export type BackendChoice = "auto" | BackendId;

/** What is known about a backend before a run. */
export interface BackendState {
  readonly backend: BackendId;
  /** False when it cannot answer now; `why` says so in words. */
  readonly available: boolean;
  /** Why it is not available, as the end of a sentence, such as `it is asleep`. */
  readonly why?: string;
  /** True when a run that asks for it alone may wait until it is available. */
  readonly canWait?: boolean;
  /** True when something is wrong with it, so that a person should know that another answered. */
  readonly isTroubled?: boolean;
}

/** What a run wishes of its backend. */
export interface BackendWish {
  readonly choice: BackendChoice;
  /** True for one input of many: the large model is not kept busy with tables. */
  readonly isPart?: boolean;
}

/** A backend to try, with the reason in words that is shown with the answer. */
export interface RankedBackend {
  readonly backend: BackendId;
  readonly reason: string;
  /** What a person should know about an answer from here; left out when there is nothing. */
  readonly notice?: string;
}

/** Where a backend runs, as a person says it. */
export const backendNames: Readonly<Record<BackendId, string>> = {
  sagemaker: "the large model",
  browser: "this device",
  onnx: "the server's CPU",
  server: "the server",
};

/**
 * The backends to try in order, each with its reason; empty when the wish cannot be met.
 * A pinned backend is the only one in the list: "this device" never falls back to the server.
 *
 * @param states what is known about each backend, in the order of preference
 */
export function rankBackends(
  states: readonly BackendState[],
  { choice, isPart = false }: BackendWish,
): readonly RankedBackend[] {
  if (choice !== "auto") {
    return states
      .filter(({ backend, available, canWait }) => backend === choice && (available || canWait))
      .map(({ backend }) => ({ backend, reason: `${backendNames[backend]} was asked for` }));
  }
  const suited = states.filter(({ backend }) => !isPart || backend !== "sagemaker");
  const passed = suited.filter(({ available }) => !available);
  const isSpared = suited.length < states.length;
  return suited
    .filter(({ available }) => available)
    .map(({ backend }, index) => ({
      backend,
      reason: isSpared ? partReason : autoReason(backend, index, passed),
      ...troubleNotice(passed, backend),
    }));
}

/** That one backend could not answer and another did, as a sentence for people. */
export function fallbackNotice(failed: BackendId, answering: BackendId): string {
  const name = backendNames[failed];
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} could not answer; ${backendNames[answering]} did.`;
}

/** Why a backend does not answer, as a reason for the next one. */
export function passedReason({ backend, why = "unknown" }: BackendState): string {
  return `${backendNames[backend]} is not available: ${why}`;
}

const partReason = "the small models answer many inputs at a time";

function autoReason(backend: BackendId, index: number, passed: readonly BackendState[]): string {
  if (index > 0) return `${backendNames[backend]} is next in line`;
  const first = passed[0];
  return first ? passedReason(first) : `${backendNames[backend]} answers at once`;
}

function troubleNotice(
  passed: readonly BackendState[],
  backend: BackendId,
): { readonly notice?: string } {
  const troubled = passed.find(({ isTroubled }) => isTroubled);
  return troubled ? { notice: fallbackNotice(troubled.backend, backend) } : {};
}
