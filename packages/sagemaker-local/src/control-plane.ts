// SageMaker's control plane, as far as an endpoint that scales to zero needs it (awsJson 1.1).
import type { ServerResponse } from "node:http";
import { arn } from "./account.ts";
import { type AwsError, type Names, serviceErrors } from "./aws-error.ts";
import { type FaultName, type FaultSwitch } from "./faults.ts";
import type { Outcome } from "./request-log.ts";
import type { LifeCycle } from "./life-cycle.ts";
import { parseControlRequest } from "./parse-control-request.ts";
import type { OpenRequest } from "./request-log.ts";
import { hang, reset, sendJson } from "./wire.ts";

/** What the control plane tells of. */
export interface ControlPlane {
  readonly names: Names;
  readonly lifeCycle: LifeCycle;
  readonly faults: FaultSwitch;
  readonly instanceType: string;
  readonly maxCopies: number;
  /** When the endpoint was made, in seconds of the epoch. */
  readonly createdSeconds: number;
}

/** One call. */
export interface ControlCall {
  /** Such as `DescribeEndpoint`. */
  readonly operation: string;
  readonly body: string;
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
  readonly noteFault: OpenRequest["noteFault"];
}

type Reply = Readonly<Record<string, unknown>>;

/** The calls that are known. */
const operations: Readonly<
  Record<string, (plane: ControlPlane, request: ReturnType<typeof parseControlRequest>) => Reply>
> = {
  DescribeEndpoint(plane, { endpointName }) {
    checkName(plane, "endpoint", endpointName);
    return describeEndpoint(plane);
  },
  DescribeInferenceComponent(plane, { componentName }) {
    checkName(plane, "inference component", componentName);
    return describeComponent(plane);
  },
  UpdateInferenceComponentRuntimeConfig(plane, { componentName, copyCount }) {
    checkName(plane, "inference component", componentName);
    if (copyCount === undefined || copyCount < 0 || copyCount > plane.maxCopies) {
      throw new Refusal(
        `Value '${copyCount ?? "null"}' at 'desiredRuntimeConfig.copyCount' failed to satisfy constraint: a whole number from 0 to ${plane.maxCopies}`,
      );
    }
    plane.lifeCycle.orderCopies(copyCount);
    return { InferenceComponentArn: arns(plane.names).component };
  },
};

class Refusal extends Error {}

/** Answers one call; rejects when the caller goes before its end. */
export async function control(plane: ControlPlane, call: ControlCall): Promise<Outcome> {
  const { response, body, signal } = call;
  const fault = plane.faults.take("control");
  call.noteFault(fault);
  if (fault === "hang") return hang(signal);
  if (fault === "reset") {
    await reset(response);
    return { result: "broken", error: null };
  }
  if (fault !== null) return refuse(response, errorOf(fault, plane.names, call.operation));
  const operation = operations[call.operation];
  if (!operation) return refuse(response, notImitated(call.operation));
  try {
    sendJson(response, operation(plane, parseControlRequest(body)), { contentType });
    return { result: "answered", error: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(response, invalid(error.message));
  }
}

const contentType = "application/x-amz-json-1.1";

function refuse(response: ServerResponse, { status, type, body }: AwsError): Outcome {
  sendJson(response, { __type: type, ...body }, { status, contentType });
  return { result: "refused", error: type };
}

function invalid(message: string): AwsError {
  return { status: 400, type: "ValidationException", body: { message } };
}

function notImitated(operation: string): AwsError {
  const message = `sagemaker-local does not imitate ${operation}.`;
  return { status: 400, type: "UnknownOperationException", body: { message } };
}

function errorOf(fault: FaultName, names: Names, operation: string): AwsError {
  if (fault === "validation") {
    return invalid(`Could not find endpoint "${arns(names).endpoint}".`);
  }
  const { internal, ...others } = serviceErrors(names, operation);
  const errors: Readonly<Partial<Record<FaultName, AwsError>>> = others;
  return errors[fault] ?? internal;
}

function checkName(
  { names }: ControlPlane,
  kind: "endpoint" | "inference component",
  name: string | undefined,
): void {
  const known = kind === "endpoint" ? names.endpointName : names.componentName;
  if (name === known) return;
  const resource = `${kind.replace(" ", "-")}/${name ?? ""}`;
  throw new Refusal(`Could not find ${kind} "${arn(names.region, resource)}".`);
}

function arns({ region, endpointName, componentName }: Names) {
  return {
    endpoint: arn(region, `endpoint/${endpointName}`),
    component: arn(region, `inference-component/${componentName}`),
  };
}

function describeEndpoint({ names, lifeCycle, ...plane }: ControlPlane): Reply {
  const { instances, desiredCopies } = lifeCycle.state();
  const { maxCopies, createdSeconds, instanceType } = plane;
  return {
    EndpointName: names.endpointName,
    EndpointArn: arns(names).endpoint,
    EndpointConfigName: `${names.endpointName}-config`,
    EndpointStatus: "InService",
    CreationTime: createdSeconds,
    LastModifiedTime: createdSeconds,
    ProductionVariants: [
      {
        VariantName: "main",
        CurrentInstanceCount: instances,
        DesiredInstanceCount: Math.max(instances, desiredCopies),
        InstancePools: [{ InstanceType: instanceType, CurrentInstanceCount: instances }],
        ManagedInstanceScaling: {
          Status: "ENABLED",
          MinInstanceCount: 0,
          MaxInstanceCount: maxCopies,
        },
        RoutingConfig: { RoutingStrategy: "LEAST_OUTSTANDING_REQUESTS" },
      },
    ],
  };
}

function describeComponent({ names, lifeCycle, createdSeconds }: ControlPlane): Reply {
  const { desiredCopies, currentCopies } = lifeCycle.state();
  return {
    InferenceComponentName: names.componentName,
    InferenceComponentArn: arns(names).component,
    EndpointName: names.endpointName,
    EndpointArn: arns(names).endpoint,
    VariantName: "main",
    InferenceComponentStatus: desiredCopies === currentCopies ? "InService" : "Updating",
    RuntimeConfig: { DesiredCopyCount: desiredCopies, CurrentCopyCount: currentCopies },
    CreationTime: createdSeconds,
    LastModifiedTime: createdSeconds,
  };
}
