// A real vLLM behind the local SageMaker, replayed to the AWS SDK over HTTP; `npm run proof -- recordings`
// writes it down.
import { expect, it, onTestFinished } from "vitest";
import { bodyInParts } from "../../testing/body-in-parts.ts";
import { serveHttp } from "../../testing/serve-http.ts";
import { recordedBytes, recordedReply } from "../large-model/testing/server-recordings.ts";
import { decodeParts } from "../large-model/testing/stream-splits.ts";
import { SagemakerClient } from "./sagemaker-client.ts";
import { useCredentials } from "./testing/local-endpoint.ts";

const never = new AbortController().signal;

it("vLLM's stream in SageMaker's frames is its text, cut at every byte", async () => {
  const bytes = recordedBytes("vllm.frames");
  const http = await serveHttp(async () => {
    return new Response(bodyInParts(bytes), {
      headers: { "content-type": "application/vnd.amazon.eventstream" },
    });
  });
  onTestFinished(() => http.close());
  useCredentials(http.rootUrl);
  const client = new SagemakerClient({
    endpointName: "local-endpoint",
    componentName: "local-component",
    region: "us-east-1",
  });
  onTestFinished(() => client.close());
  const parts: Uint8Array[] = [];
  for await (const part of client.stream("{}", never)) parts.push(part);
  expect(decodeParts(parts)).toMatchObject({
    shown: recordedReply,
    reply: { finish: "stop", usage: { promptTokens: 56, replyTokens: 21 } },
  });
});
