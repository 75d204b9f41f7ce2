// Two services of AWS that moto has too little of: Service Quotas, and SageMaker as it tells of what the
// stand-ins' world holds.
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import * as v from "valibot";
import { type LocalServer, serve } from "../serve.ts";
import { type Thing, World } from "./world.ts";

const quotas = [
  ["ml.g5.xlarge", 4],
  ["ml.g5.2xlarge", 4],
  ["ml.g5.12xlarge", 4],
] as const;

const bodySchema = v.record(v.string(), v.unknown());

/** Serves both on a free port. */
export function serveLocalAws(worldFolder: string): Promise<LocalServer> {
  const world = new World(worldFolder);
  return serve(async (request: IncomingMessage, response: ServerResponse) => {
    const [service, action] = String(request.headers["x-amz-target"]).split(".");
    const body = v.parse(bodySchema, JSON.parse((await text(request)) || "{}"));
    response.setHeader("content-type", "application/x-amz-json-1.1");
    if (service === "ServiceQuotasV20190624") response.end(JSON.stringify(listQuotas()));
    else answerSageMaker(world, { action: action ?? "", body, response });
  });
}

function listQuotas() {
  return {
    Quotas: quotas.map(([type, Value], index) => ({
      ServiceCode: "sagemaker",
      QuotaName: `${type} for endpoint usage`,
      QuotaCode: `L-${index}`,
      Value,
    })),
  };
}

interface Asked {
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly response: ServerResponse;
}

function answerSageMaker(world: World, { action, body, response }: Asked): void {
  const kind = action.endsWith("InferenceComponent") ? "InferenceComponent" : "Endpoint";
  const property = kind === "Endpoint" ? "endpointName" : "inferenceComponentName";
  const name = body[kind === "Endpoint" ? "EndpointName" : "InferenceComponentName"];
  const things = world.things();
  const thing = things.find(
    ({ type, inputs }) => type === `aws-native:sagemaker:${kind}` && inputs[property] === name,
  );
  const refuse = (message: string) => {
    response.writeHead(400).end(JSON.stringify({ __type: "ValidationException", message }));
  };
  if (!thing) {
    refuse(
      `Could not find ${kind === "Endpoint" ? "endpoint" : "inference component"} "${String(name)}".`,
    );
    return;
  }
  const status = thing.readyAtMs > Date.now() ? "Creating" : "InService";
  if (action.startsWith("Describe")) response.end(JSON.stringify(describe(kind, thing, status)));
  else if (!action.startsWith("Delete")) refuse(`The stand-in for SageMaker knows no ${action}.`);
  else if (status === "Creating") refuse(`Cannot delete "${String(name)}" in the status Creating.`);
  else {
    world.remove(thing);
    response.end("{}");
  }
}

function describe(kind: "Endpoint" | "InferenceComponent", { id, inputs }: Thing, status: string) {
  return kind === "Endpoint"
    ? { EndpointName: inputs["endpointName"], EndpointArn: id, EndpointStatus: status }
    : {
        InferenceComponentName: inputs["inferenceComponentName"],
        InferenceComponentArn: id,
        InferenceComponentStatus: status,
      };
}
