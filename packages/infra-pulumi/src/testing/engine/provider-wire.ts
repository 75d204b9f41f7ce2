// What Pulumi's protocol says between the engine and a provider, beside its messages.
import grpc from "@grpc/grpc-js";
import anyProto from "google-protobuf/google/protobuf/any_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import { toJson } from "../../graph/decode-inputs.ts";
import { DetailedError } from "../grpc-service.ts";
import { isSame } from "./world.ts";

/** A resource's inputs or outputs. */
export type Inputs = Readonly<Record<string, unknown>>;

/** Pulumi's word for a value that nobody knows yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Inputs that the provider filled in itself, as Pulumi's bridge to the classic provider keeps them. */
export const defaultsKey = "__defaults";

/** A resource's type. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** A resource's name in the program. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** A message's values. */
export function valuesOf(message: InstanceType<typeof structProto.Struct> | undefined): Inputs {
  return message?.toJavaScript() ?? {};
}

/** Values as a message. */
export function structOf(value: Inputs) {
  return structProto.Struct.fromJavaScript(toJson(value));
}

/** True where something in it is not known yet. */
export function isUnknown(value: unknown): boolean {
  return JSON.stringify(value).includes(unknown);
}

/** What the program gave, without what the provider keeps for itself. */
export function given(inputs: Inputs): Inputs {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== defaultsKey));
}

/** Names of the inputs that the provider filled in. */
export function defaultsOf(inputs: Inputs): readonly unknown[] {
  const defaults = inputs[defaultsKey];
  return Array.isArray(defaults) ? defaults : [];
}

/** Inputs that differ. */
export function changedKeys(olds: Inputs, news: Inputs): readonly string[] {
  const keys = new Set([...Object.keys(olds), ...Object.keys(news)]);
  keys.delete(defaultsKey);
  return [...keys].filter((key) => !isSame(olds[key], news[key]));
}

interface HalfMade {
  readonly id: string;
  readonly inputs: Inputs;
  readonly outputs: Inputs;
}

/** Pulumi's way to say that there is a resource now, though its creation failed. */
export function halfMade({ id, inputs, outputs }: HalfMade, reason: string): Error {
  const detail = new providerProto.ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(structOf({ ...outputs, ...inputs }));
  detail.setInputs(structOf(inputs));
  detail.addReasons(reason);
  const packed = new anyProto.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusProto.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(reason);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return new DetailedError(reason, metadata);
}
