// The AWS SDK as it is, pointed at a local SageMaker.
import { Buffer } from "node:buffer";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import {
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
  SageMakerRuntimeClient,
} from "@aws-sdk/client-sagemaker-runtime";
import { onTestFinished } from "vitest";
import type { SagemakerLocal } from "../sagemaker-local.ts";
import { type SagemakerLocalOptions, startSagemakerLocal } from "../start-sagemaker-local.ts";

/** What a test calls. */
export interface LocalCalls {
  readonly local: SagemakerLocal;
  readonly runtime: SageMakerRuntimeClient;
  readonly sagemaker: SageMakerClient;
  /** The body of an unstreamed reply. */
  readonly invoke: (request?: object, signal?: AbortSignal) => Promise<string>;
  /** The payload parts of a streamed reply; ends with the error that the SDK throws. */
  readonly stream: (request?: object, signal?: AbortSignal) => AsyncGenerator<Uint8Array, void>;
  /** All that a streamed reply says. */
  readonly streamed: (request?: object) => Promise<string>;
}

const names = { EndpointName: "local-endpoint", InferenceComponentName: "local-component" };
const hello = { messages: [{ role: "user", content: "Hello there" }] };

/** An answer of a few deltas, with a character of four bytes among them. */
async function* greeting(): AsyncGenerator<string> {
  yield* ["Hel", "lö", " wörld,", " a 🔥", " burns", " here"];
}

/** A warm local SageMaker for one test, closed at its end. */
export async function openLocal(options: Partial<SagemakerLocalOptions> = {}): Promise<LocalCalls> {
  const local = await startSagemakerLocal({ start: "warm", answer: greeting, ...options });
  onTestFinished(() => local.close());
  const settings = {
    endpoint: local.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  };
  const runtime = new SageMakerRuntimeClient(settings);
  const sagemaker = new SageMakerClient(settings);
  onTestFinished(() => {
    runtime.destroy();
    sagemaker.destroy();
  });
  async function* stream(request: object = hello, abortSignal?: AbortSignal) {
    const Body = JSON.stringify({ ...request, stream: true });
    const command = new InvokeEndpointWithResponseStreamCommand({ ...names, Body });
    const reply = await runtime.send(command, abortSignal ? { abortSignal } : {});
    for await (const { PayloadPart } of reply.Body ?? []) {
      if (PayloadPart?.Bytes) yield PayloadPart.Bytes;
    }
  }
  return {
    local,
    runtime,
    sagemaker,
    async invoke(request = hello, abortSignal) {
      const command = new InvokeEndpointCommand({ ...names, Body: JSON.stringify(request) });
      const reply = await runtime.send(command, abortSignal ? { abortSignal } : {});
      return Buffer.from(reply.Body).toString();
    },
    stream,
    async streamed(request) {
      const parts: Uint8Array[] = [];
      for await (const part of stream(request)) parts.push(part);
      return Buffer.concat(parts).toString();
    },
  };
}
