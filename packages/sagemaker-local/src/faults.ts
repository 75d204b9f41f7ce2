/** Where a fault strikes. */
type FaultPlace =
  /** SageMaker itself answers, whatever the state of the endpoint. */
  | "service"
  /** The container answers, so a copy must run; else the call finds no capacity and the fault waits. */
  | "container";

interface Fault {
  readonly place: FaultPlace;
  /** What a caller sees. */
  readonly shows: string;
  /** True when Describe and Update calls can have it, too. */
  readonly isForControlPlane?: true;
}

/** Every fault by name. Without a stream, one that strikes in its middle becomes what comes nearest. */
export const faults = {
  cold: { place: "service", shows: "400 ValidationError: no capacity, whatever the state" },
  throttled: {
    place: "service",
    shows: "400 ThrottlingException: Rate exceeded",
    isForControlPlane: true,
  },
  "throttled-null": {
    place: "service",
    shows: '400 ThrottlingException with the body {"message": null}',
  },
  "model-error": {
    place: "container",
    shows: "424 ModelError: the container's 400 with its text, the log's address and the account",
  },
  "model-error-5xx": { place: "container", shows: "424 ModelError: the container's 500, likewise" },
  busy: { place: "container", shows: "424 ModelError: the container's 503, it is full" },
  "cold-echo": {
    place: "container",
    shows: "424 ModelError whose text quotes the user, who wrote the no-capacity message",
  },
  validation: {
    place: "service",
    shows: "400 ValidationError: the endpoint is not found",
    isForControlPlane: true,
  },
  "not-ready": { place: "service", shows: "429 ModelNotReadyException" },
  unavailable: { place: "service", shows: "503 ServiceUnavailable", isForControlPlane: true },
  internal: { place: "service", shows: "500 InternalFailure", isForControlPlane: true },
  dependency: { place: "service", shows: "530 InternalDependencyException" },
  "access-denied": {
    place: "service",
    shows: "403 AccessDeniedException that names the user and the endpoint's ARN",
    isForControlPlane: true,
  },
  "expired-token": {
    place: "service",
    shows: "403 ExpiredTokenException",
    isForControlPlane: true,
  },
  "context-length": {
    place: "container",
    shows: "424 ModelError: vLLM refuses a prompt that is too long, whatever its length",
  },
  "slow-drip": { place: "container", shows: "a right answer, three bytes every 2 s" },
  hang: {
    place: "container",
    shows: "accepts the call and never answers",
    isForControlPlane: true,
  },
  "hang-mid-stream": { place: "container", shows: "begins a right answer and then says no more" },
  "mid-stream-error": {
    place: "container",
    shows: "begins a right answer, then a ModelStreamError frame; unstreamed as model-error-5xx",
  },
  "mid-stream-internal": {
    place: "container",
    shows: "begins a right answer, then an InternalStreamFailure frame; unstreamed as internal",
  },
  "mid-stream-sse-error": {
    place: "container",
    shows: "begins a right answer, then vLLM's error object in it; unstreamed as model-error-5xx",
  },
  truncated: {
    place: "container",
    shows: "ends in the middle of JSON, without finish_reason and [DONE]",
  },
  garbage: { place: "container", shows: "200 with bytes that are neither frames nor JSON" },
  "bad-reply": {
    place: "container",
    shows: "a well-formed reply whose text is not what was asked for",
  },
  "empty-reply": { place: "container", shows: "a well-formed reply without any text" },
  reset: {
    place: "service",
    shows: "the connection is reset before an answer",
    isForControlPlane: true,
  },
  "reset-mid-stream": {
    place: "container",
    shows: "begins a right answer, then the connection is reset",
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** The name of a fault. */
export type FaultName = keyof typeof faults;

/** Which calls a fault strikes: invocations, those of the small models' endpoint, or Describe and Update calls. */
export type FaultScope = "invoke" | "small" | "control";

/** Every fault's name. */
export const faultNames: readonly FaultName[] = Object.keys(faults).filter(isFaultName);

/** Whether a word names a fault. */
export function isFaultName(word: string): word is FaultName {
  return Object.hasOwn(faults, word);
}

interface SetFault {
  readonly name: FaultName;
  /** How many more calls it strikes. */
  left: number;
}

/** The faults that are set, each for so many calls. */
export class FaultSwitch {
  readonly #set: Record<FaultScope, SetFault | null> = {
    invoke: null,
    small: null,
    control: null,
  };

  /**
   * Sets the fault of all following calls, or of the next `times`; null ends it.
   * @throws Error when the fault cannot strike such calls
   */
  set(name: FaultName | null, scope: FaultScope, times = Infinity): void {
    if (name !== null && scope === "control" && !("isForControlPlane" in faults[name])) {
      throw new Error(`The fault "${name}" concerns invocations only. Leave the scope out.`);
    }
    if (!(times >= 1)) throw new Error(`A fault's times are ${times}. Give a number from 1.`);
    this.#set[scope] = name === null ? null : { name, left: times };
  }

  /** The fault that a call would have now. */
  peek(scope: FaultScope): FaultName | null {
    return this.#set[scope]?.name ?? null;
  }

  /** The fault that this call has, which counts as one of its times. */
  take(scope: FaultScope): FaultName | null {
    const set = this.#set[scope];
    if (!set) return null;
    set.left--;
    if (set.left <= 0) this.#set[scope] = null;
    return set.name;
  }
}
