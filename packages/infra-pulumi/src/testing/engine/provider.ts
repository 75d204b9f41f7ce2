// A stand-in for Pulumi's `aws` and `aws-native` providers: it speaks their protocol to the real engine,
// makes nothing but files in a folder, and holds every call to what AWS and CloudFormation would refuse.
// Called by the engine as `provider.ts <package> <version>`; tells its port on a line.
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import grpc from "@grpc/grpc-js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerServices from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import { imagineCall } from "../../graph/imagine-cloud.ts";
import { listen, method, withRest } from "../grpc-service.ts";
import { checkAgainstCloudFormation } from "../parse-cloudformation.ts";
import { failuresVariable, type Operation, parseFailures, strike } from "./failures.ts";
import { makeOutputs } from "./made-outputs.ts";
import { kindOf, mustDeleteFirst, replaces } from "./resource-kinds.ts";
import {
  changedKeys,
  defaultsKey,
  defaultsOf,
  given,
  halfMade,
  type Inputs,
  isUnknown,
  nameOf,
  structOf,
  typeOf,
  unknown,
  valuesOf,
} from "./provider-wire.ts";
import { findClash, findGhosts, findUser, isSame, type Thing, World } from "./world.ts";

const [packageName = "", version = ""] = process.argv.slice(2);
const world = new World(process.env["PILOTLIGHT_ENGINE_WORLD"] ?? "");
const failures = parseFailures(process.env[failuresVariable] ?? "");
/** How long a minute of AWS's takes here. */
const minuteMs = Number(process.env["PILOTLIGHT_ENGINE_MINUTE_MS"] ?? "0");

const isNative = packageName === "aws-native";
const cancelled = new AbortController();
let region = "";

function check(request: InstanceType<typeof providerProto.CheckRequest>) {
  const urn = request.getUrn();
  const type = typeOf(urn);
  const inputs = withName(type, nameOf(urn), {
    news: valuesOf(request.getNews()),
    olds: valuesOf(request.getOlds()),
    seed: Buffer.from(request.getRandomseed_asU8()).toString("hex").slice(0, 7),
  });
  const reply = new providerProto.CheckResponse();
  reply.setInputs(structOf(inputs));
  for (const reason of problemsOf(type, given(inputs))) {
    const failure = new providerProto.CheckFailure();
    failure.setReason(reason);
    reply.addFailures(failure);
  }
  return reply;
}

function problemsOf(type: string, inputs: Inputs): readonly string[] {
  const { autoName, cloudFormation } = kindOf(type);
  const name = autoName && inputs[autoName[0]];
  const isLong = autoName && typeof name === "string" && name.length > autoName[1];
  const long = isLong ? [`${autoName[0]} "${name}" is longer than ${autoName[1]}`] : [];
  const isWhole = isNative && cloudFormation !== undefined && !isUnknown(inputs);
  return [...long, ...(isWhole ? checkAgainstCloudFormation(cloudFormation, inputs) : [])];
}

/** The inputs with a name, where the provider makes one up: the old one, or a new one with a random end. */
function withName(
  type: string,
  name: string,
  { news, olds, seed }: { readonly news: Inputs; readonly olds: Inputs; readonly seed: string },
): Inputs {
  const property = kindOf(type).autoName?.[0];
  if (property === undefined || news[property] !== undefined) return news;
  if (news[`${property}Prefix`] !== undefined) return news;
  const before = defaultsOf(olds).includes(property) ? olds[property] : undefined;
  // Pulumi's classic provider cuts the name to what fits; S3's are in small letters.
  const [, longest] = kindOf(type).autoName ?? ["", 0];
  const made = `${name.slice(0, longest - seed.length - 1)}-${seed}`;
  return { ...news, [property]: before ?? made, [defaultsKey]: [property] };
}

function diff(request: InstanceType<typeof providerProto.DiffRequest>) {
  const type = typeOf(request.getUrn());
  const olds = valuesOf(request.getOldInputs());
  const news = valuesOf(request.getNews());
  const ignored = request.getIgnorechangesList();
  const changed = changedKeys(olds, news).filter((key) => !ignored.includes(key));
  const fresh = changed.filter((key) => replaces(type, key));
  const property = kindOf(type).autoName?.[0] ?? "";
  const isMadeUp = defaultsOf(news).includes(property);
  const reply = new providerProto.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = providerProto.DiffResponse.DiffChanges;
  reply.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
  reply.setDiffsList(changed);
  reply.setReplacesList(fresh);
  // With the same name, the two cannot stand beside each other.
  const keepsName = isSame(olds[property], news[property]);
  reply.setDeletebeforereplace(
    fresh.length > 0 && keepsName && mustDeleteFirst(type, news, isMadeUp),
  );
  return reply;
}

async function create(request: InstanceType<typeof providerProto.CreateRequest>) {
  const urn = request.getUrn();
  const type = typeOf(urn);
  const inputs = valuesOf(request.getProperties());
  const mark = World.newMark();
  const { id, outputs } = makeOutputs({ type, inputs: given(inputs), region, mark });
  const reply = new providerProto.CreateResponse();
  if (request.getPreview()) {
    const open = Object.fromEntries(Object.keys(outputs).map((key) => [key, unknown]));
    reply.setProperties(structOf({ ...open, ...inputs }));
    return reply;
  }
  const failure = strikeNow("create", urn);
  if (failure?.how === "refused") throw refuse(urn, "create");
  const thing = { urn, type, id, region, inputs: given(inputs), outputs, readyAtMs: 0 };
  refuseImpossible(thing);
  const durationMs = (kindOf(type).minutes ?? 0.1) * minuteMs;
  if (hasContent(type)) await (await import("./stored-content.ts")).makeInAws(thing);
  world.put({ ...thing, readyAtMs: Date.now() + durationMs });
  if (!(await wait(durationMs))) throw abandoned(thing, inputs);
  if (failure?.how === "halfway") throw failedHalfway(thing, inputs);
  world.write({ op: "create", urn });
  reply.setId(id);
  reply.setProperties(structOf({ ...outputs, ...inputs }));
  return reply;
}

/** Buckets and repositories; the SDK that they need takes a second to load. */
function hasContent(type: string): boolean {
  return type === "aws:s3/bucket:Bucket" || type === "aws:ecr/repository:Repository";
}

/** Refuses what AWS would: a name that is taken, a reference to nothing, a value that nobody knows. */
function refuseImpossible(thing: Thing): void {
  const things = world.things();
  const taken = findClash(things, thing);
  const [ghost] = findGhosts(things, thing);
  const problems = [
    taken && `${thing.type} "${taken.id}" exists already`,
    ghost === undefined ? undefined : `${thing.type} refers to ${ghost}, which does not exist`,
    isUnknown(thing.inputs) ? `${thing.type} has a value that is not known` : undefined,
  ];
  const problem = problems.find((it) => it !== undefined);
  if (problem === undefined) return;
  world.write({ op: "violation", urn: thing.urn, what: problem });
  throw new Error(problem);
}

async function update(request: InstanceType<typeof providerProto.UpdateRequest>) {
  const urn = request.getUrn();
  const type = typeOf(urn);
  const inputs = valuesOf(request.getNews());
  const reply = new providerProto.UpdateResponse();
  if (request.getPreview()) {
    reply.setProperties(structOf({ ...valuesOf(request.getOlds()), ...inputs }));
    return reply;
  }
  if (strikeNow("update", urn)) throw refuse(urn, "update");
  const before = world.find(urn, request.getId());
  if (!before) throw new Error(`${type} "${request.getId()}" does not exist`);
  const changed = changedKeys(valuesOf(request.getOldInputs()), inputs);
  const thing = { ...before, inputs: given(inputs) };
  const [ghost] = findGhosts(world.things(), thing);
  if (ghost !== undefined) {
    const what = `${type} refers to ${ghost}, which does not exist`;
    world.write({ op: "violation", urn, what });
    throw new Error(what);
  }
  world.put(thing);
  if (!(await wait((kindOf(type).minutes ?? 0.1) * minuteMs))) throw new Error(cancelWords);
  world.write({ op: "update", urn, what: changed.join(", ") });
  reply.setProperties(structOf({ ...thing.outputs, ...inputs }));
  return reply;
}

function read(request: InstanceType<typeof providerProto.ReadRequest>) {
  const reply = new providerProto.ReadResponse();
  const thing = world.find(request.getUrn(), request.getId());
  if (!thing) return reply;
  const inputs = valuesOf(request.getInputs());
  reply.setId(thing.id);
  reply.setInputs(structOf(Object.keys(inputs).length > 0 ? inputs : thing.inputs));
  reply.setProperties(structOf({ ...thing.outputs, ...thing.inputs }));
  return reply;
}

async function remove(request: InstanceType<typeof providerProto.DeleteRequest>) {
  const urn = request.getUrn();
  if (strikeNow("delete", urn)) throw refuse(urn, "delete");
  const thing = world.find(urn, request.getId());
  // As both providers do: what is gone needs no deletion.
  if (!thing) return new emptyProto.Empty();
  const user = findUser(world.things(), thing);
  if (user) {
    world.write({ op: "violation", urn, what: `deleted while ${nameOf(user.urn)} uses it` });
  }
  if (isNative && thing.readyAtMs > Date.now()) {
    throw new Error(`${thing.type} "${thing.id}" is being made and cannot be deleted now`);
  }
  if (!(await wait((kindOf(thing.type).minutes ?? 0.1) * minuteMs))) throw new Error(cancelWords);
  if (hasContent(thing.type)) await (await import("./stored-content.ts")).removeFromAws(thing);
  world.remove(thing);
  world.write({ op: "delete", urn });
  return new emptyProto.Empty();
}

function strikeNow(operation: Operation, urn: string) {
  return strike(failures, world.folder, { operation, type: typeOf(urn), name: nameOf(urn) });
}

function refuse(urn: string, operation: Operation): Error {
  const what = `${operation} of ${typeOf(urn)} "${nameOf(urn)}" fails, as the proof wants it`;
  world.write({ op: "failure", urn, what });
  return new Error(what);
}

const cancelWords = "context canceled";

/** False when the engine asked to stop before the time was over. */
async function wait(ms: number): Promise<boolean> {
  if (cancelled.signal.aborted) return false;
  return setTimeout(ms, undefined, { signal: cancelled.signal }).then(
    () => true,
    () => false,
  );
}

/**
 * The engine asked to stop while AWS was making it, which goes on. The classic provider keeps what it has
 * made so far; aws-native gives up without its id, and nobody knows of it any more.
 */
function abandoned(thing: Thing, inputs: Inputs): Error {
  world.write({ op: "lost", urn: thing.urn, what: isNative ? "not in the state" : "half made" });
  if (isNative) return new Error(`creating resource: ${cancelWords}`);
  return halfMade({ ...thing, inputs }, cancelWords);
}

function failedHalfway(thing: Thing, inputs: Inputs): Error {
  const what = `${thing.type} "${nameOf(thing.urn)}" was made and failed, as the proof wants it`;
  world.write({ op: "failure", urn: thing.urn, what });
  return halfMade({ ...thing, inputs }, what);
}

const server = new grpc.Server({
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
});
server.addService(
  providerServices.ResourceProviderService,
  withRest(providerServices.ResourceProviderService, {
    attach: method(() => new emptyProto.Empty()),
    cancel: method(() => {
      cancelled.abort();
      return new emptyProto.Empty();
    }),
    getPluginInfo: method(() => {
      const reply = new pluginProto.PluginInfo();
      reply.setVersion(version);
      return reply;
    }),
    getSchema: method(() => {
      const reply = new providerProto.GetSchemaResponse();
      reply.setSchema("{}");
      return reply;
    }),
    checkConfig: method((request: InstanceType<typeof providerProto.CheckRequest>) => {
      const reply = new providerProto.CheckResponse();
      reply.setInputs(request.getNews());
      return reply;
    }),
    diffConfig: method((request: InstanceType<typeof providerProto.DiffRequest>) => {
      const isEqual = isSame(valuesOf(request.getOldInputs()), valuesOf(request.getNews()));
      const { DIFF_NONE, DIFF_SOME } = providerProto.DiffResponse.DiffChanges;
      const reply = new providerProto.DiffResponse();
      reply.setChanges(isEqual ? DIFF_NONE : DIFF_SOME);
      return reply;
    }),
    configure: method((request: InstanceType<typeof providerProto.ConfigureRequest>) => {
      const { region: wanted } = valuesOf(request.getArgs());
      region = typeof wanted === "string" ? wanted : "";
      const reply = new providerProto.ConfigureResponse();
      reply.setSupportspreview(true);
      return reply;
    }),
    invoke: method((request: InstanceType<typeof providerProto.InvokeRequest>) => {
      const reply = new providerProto.InvokeResponse();
      reply.setReturn(structOf(imagineCall(request.getTok())));
      return reply;
    }),
    check: method(check),
    diff: method(diff),
    create: method(create),
    update: method(update),
    read: method(read),
    delete: method(remove),
  }),
);
console.log(String(await listen(server)));
