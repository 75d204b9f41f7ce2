// One invocation: SageMaker's own refusals, the container's reply, and the fault that is set.
import type { ServerResponse } from "node:http";
import {
  type AwsError,
  componentNotFound,
  componentNotTaken,
  endpointNotFound,
  modelError,
  type Names,
  noCapacity,
  serviceErrors,
} from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import type { ContainerOptions } from "./container.ts";
import { type FaultName, faults, type FaultSwitch } from "./faults.ts";
import { faultyReply } from "./faulty-reply.ts";
import type { LifeCycle } from "./life-cycle.ts";
import type { OpenRequest, Outcome } from "./request-log.ts";
import { sendStream, sendWhole } from "./send-reply.ts";
import { hang, reset, sendError } from "./wire.ts";

/** What every invocation shares. */
export interface Runtime {
  readonly names: Names;
  readonly container: ContainerOptions;
  readonly lifeCycle: LifeCycle;
  readonly faults: FaultSwitch;
  readonly clock: Clock;
  readonly random: () => number;
  /** The endpoint of the small models, which has a model of its own and is always there; null for none. */
  readonly small: { readonly names: Names; readonly container: ContainerOptions } | null;
}

/** One call. */
export interface Invocation {
  readonly endpointName: string;
  readonly componentName: string | undefined;
  readonly isStreamed: boolean;
  /** What the caller accepts, where it says so. */
  readonly accept: string | undefined;
  readonly body: string;
  readonly response: ServerResponse;
  /** Fires when the caller has gone. */
  readonly signal: AbortSignal;
  readonly noteFault: OpenRequest["noteFault"];
}

/** Answers one call; rejects when the caller goes before its end. */
export async function invoke(runtime: Runtime, call: Invocation): Promise<Outcome> {
  const { response } = call;
  const { small } = runtime;
  if (small && call.endpointName === small.names.endpointName) {
    return invokeSmall({ ...runtime, ...small }, call);
  }
  const unknown = unknownName(runtime.names, call);
  if (unknown) return refuse(response, unknown);
  const { lifeCycle } = runtime;
  const wanted = runtime.faults.peek("invoke");
  const isOfService = wanted !== null && faults[wanted].place === "service";
  const hasCopy = lifeCycle.state().currentCopies > 0;
  // A fault of the container waits for one that runs.
  const fault = isOfService || hasCopy ? runtime.faults.take("invoke") : null;
  call.noteFault(fault);
  if (fault === "reset") {
    await reset(response);
    return { result: "broken", error: null };
  }
  const error = fault === null ? undefined : errorOfService(fault, runtime.names);
  if (error ?? !hasCopy) {
    if (!hasCopy || fault === "cold") lifeCycle.missCapacity();
    return refuse(response, error ?? noCapacity);
  }
  lifeCycle.begin();
  try {
    return await answerCall(runtime, call, fault);
  } finally {
    lifeCycle.end();
  }
}

async function invokeSmall(runtime: Runtime, call: Invocation): Promise<Outcome> {
  const { response, componentName, endpointName } = call;
  if (componentName !== undefined) return refuse(response, componentNotTaken(endpointName));
  const fault = runtime.faults.take("small");
  call.noteFault(fault);
  if (fault === "reset") {
    await reset(response);
    return { result: "broken", error: null };
  }
  const error = fault === null ? undefined : errorOfService(fault, runtime.names);
  return error ? refuse(response, error) : answerCall(runtime, call, fault);
}

function unknownName(
  names: Names,
  { endpointName, componentName }: Invocation,
): AwsError | undefined {
  if (endpointName !== names.endpointName) return endpointNotFound(endpointName);
  if (componentName !== names.componentName) return componentNotFound(componentName);
  return undefined;
}

function refuse(response: ServerResponse, error: AwsError): Outcome {
  sendError(response, error);
  return { result: "refused", error: error.type };
}

function errorOfService(fault: FaultName, names: Names): AwsError | undefined {
  const errors: Readonly<Partial<Record<FaultName, AwsError>>> = serviceErrors(names);
  return errors[fault];
}

async function answerCall(
  runtime: Runtime,
  call: Invocation,
  fault: FaultName | null,
): Promise<Outcome> {
  const { names, clock, random } = runtime;
  const { response, signal, isStreamed } = call;
  if (fault === "hang") return hang(signal);
  if (fault === "mid-stream-internal" && !isStreamed) {
    return refuse(response, serviceErrors(names).internal);
  }
  const reply = await faultyReply(runtime, call, fault);
  if (!reply.ok) return refuse(response, modelError(names, reply));
  const delivery = { response, signal, fault, clock, random };
  const result = await (isStreamed ? sendStream(reply, delivery) : sendWhole(reply, delivery));
  return { result, error: null };
}
