import {
  InvokeEndpointWithResponseStreamCommand,
  SageMakerRuntimeClient,
} from "@aws-sdk/client-sagemaker-runtime";
import { expect, it, onTestFinished } from "vitest";
import { startSagemakerLocal } from "./start-sagemaker-local.ts";

it("streams an answer to the AWS SDK in frames that do not end where its lines do", async () => {
  const local = await startSagemakerLocal({
    start: "warm",
    async *answer() {
      yield "Hel";
      yield "lö wörld";
    },
  });
  onTestFinished(() => local.close());
  const client = new SageMakerRuntimeClient({
    endpoint: local.url,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
  const messages = [{ role: "user", content: "hi" }];
  const input = {
    EndpointName: "local-endpoint",
    InferenceComponentName: "local-component",
    Body: JSON.stringify({ messages, stream: true }),
  };
  const { Body } = await client.send(new InvokeEndpointWithResponseStreamCommand(input));
  const parts: Uint8Array[] = [];
  for await (const { PayloadPart } of Body ?? []) {
    if (PayloadPart?.Bytes) parts.push(PayloadPart.Bytes);
  }
  const text = Buffer.concat(parts).toString();
  expect(text).toContain('"content":"lö wörld"');
  expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  const texts = parts.map((part) => Buffer.from(part).toString());
  expect(texts.some((part) => !part.endsWith("\n"))).toBe(true);
});
