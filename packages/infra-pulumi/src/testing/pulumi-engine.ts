// The two gRPC services that a Pulumi program talks to, in this process. They create nothing, but
// they see what the real engine would see: every registration with its parent and dependencies.
import grpc from "@grpc/grpc-js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import engineServices from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import monitorServices from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import { decodeInputs, toJson } from "../graph/decode-inputs.ts";
import { imagineCall, imagineResource } from "../graph/imagine-cloud.ts";
import type { GraphResource } from "../graph/resource-graph.ts";
import { listen, method, withRest } from "./grpc-service.ts";

/** One resource as the engine was told of it. */
export interface Registration extends GraphResource {
  readonly urn: string;
  readonly parent: string;
  /** URNs that must exist before it: its parent's aside, everything that its inputs come from. */
  readonly dependencies: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly replaceOnChanges: readonly string[];
}

/** What a program told the engine. */
export interface Told {
  readonly registrations: Registration[];
  readonly errors: string[];
  readonly warnings: string[];
  outputs: Readonly<Record<string, unknown>>;
}

/** A running engine. */
export interface PulumiEngine {
  readonly address: string;
  readonly told: Told;
  close(): void;
}

interface EngineOptions {
  readonly project: string;
  readonly stack: string;
  /** True for a preview, in which nothing that AWS would add is known yet. */
  readonly isPreview: boolean;
}

const features: ReadonlySet<string> = new Set(["secrets", "resourceReferences", "outputValues"]);

/** Starts the services on a free port of the loopback. */
export async function startEngine(options: EngineOptions): Promise<PulumiEngine> {
  const told: Told = { registrations: [], errors: [], warnings: [], outputs: {} };
  const server = new grpc.Server();
  server.addService(
    monitorServices.ResourceMonitorService,
    withRest(monitorServices.ResourceMonitorService, monitorOf(options, told)),
  );
  server.addService(
    engineServices.EngineService,
    withRest(engineServices.EngineService, engineOf(told)),
  );
  const port = await listen(server);
  const close = () => {
    server.forceShutdown();
  };
  return { address: `127.0.0.1:${port}`, told, close };
}

function monitorOf(options: EngineOptions, told: Told): grpc.UntypedServiceImplementation {
  return {
    supportsFeature: method(
      (request: InstanceType<typeof resourceProto.SupportsFeatureRequest>) => {
        const reply = new resourceProto.SupportsFeatureResponse();
        reply.setHassupport(features.has(request.getId()));
        return reply;
      },
    ),
    registerPackage: method(() => {
      const reply = new resourceProto.RegisterPackageResponse();
      reply.setRef("package");
      return reply;
    }),
    registerResource: method(
      (request: InstanceType<typeof resourceProto.RegisterResourceRequest>) =>
        register(request, options, told),
    ),
    registerResourceOutputs: method(
      (request: InstanceType<typeof resourceProto.RegisterResourceOutputsRequest>) => {
        if (request.getUrn().includes("::pulumi:pulumi:Stack::")) {
          told.outputs = decodeInputs(request.getOutputs()?.toJavaScript() ?? {});
        }
        return new emptyProto.Empty();
      },
    ),
    invoke: method((request: InstanceType<typeof resourceProto.ResourceInvokeRequest>) => {
      const reply = new resourceProto.ResourceInvokeResponse();
      reply.setReturn(structOf(imagineCall(request.getTok())));
      return reply;
    }),
    signalAndWaitForShutdown: method(() => new emptyProto.Empty()),
  };
}

function register(
  request: InstanceType<typeof resourceProto.RegisterResourceRequest>,
  { project, stack, isPreview }: EngineOptions,
  told: Told,
) {
  const [type, name] = [request.getType(), request.getName()];
  const parentType = request.getParent().split("::")[2];
  const isTop = parentType === undefined || parentType === "pulumi:pulumi:Stack";
  const urn = `urn:pulumi:${stack}::${project}::${isTop ? type : `${parentType}$${type}`}::${name}`;
  const inputs = decodeInputs(request.getObject()?.toJavaScript() ?? {});
  const isInCloud = request.getCustom() && !type.startsWith("pulumi:");
  told.registrations.push({
    urn,
    type,
    name,
    inputs,
    isInCloud,
    parent: request.getParent(),
    dependencies: [...request.getDependenciesList(), ...providerOf(request.getProvider())],
    ignoreChanges: request.getIgnorechangesList(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    replaceOnChanges: request.getReplaceonchangesList(),
  });
  const created = imagineResource({ type, name, inputs });
  const reply = new resourceProto.RegisterResourceResponse();
  reply.setUrn(urn);
  reply.setId(request.getCustom() && !isPreview ? created.id : "");
  reply.setObject(structOf(isPreview ? inputs : created.state));
  return reply;
}

/** A provider reference is `<urn>::<id>`. */
function providerOf(reference: string): readonly string[] {
  return reference === "" ? [] : [reference.split("::").slice(0, -1).join("::")];
}

function engineOf(told: Told): grpc.UntypedServiceImplementation {
  let root = "";
  return {
    log: method((request: InstanceType<typeof engineProto.LogRequest>) => {
      const severity = request.getSeverity();
      if (severity === engineProto.LogSeverity.ERROR) told.errors.push(request.getMessage());
      if (severity === engineProto.LogSeverity.WARNING) told.warnings.push(request.getMessage());
      return new emptyProto.Empty();
    }),
    getRootResource: method(() => {
      const reply = new engineProto.GetRootResourceResponse();
      reply.setUrn(root);
      return reply;
    }),
    setRootResource: method((request: InstanceType<typeof engineProto.SetRootResourceRequest>) => {
      root = request.getUrn();
      return new engineProto.SetRootResourceResponse();
    }),
  };
}

/** A protobuf struct; what is undefined is left out, since a struct cannot hold it. */
function structOf(value: Readonly<Record<string, unknown>>) {
  return structProto.Struct.fromJavaScript(toJson(value));
}
