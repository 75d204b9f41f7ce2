import { Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { collect } from "../../testing/collect.ts";
import { testLargeModel } from "../large-model/testing/large-model-contract.ts";
import { sentence, sentiment, summary } from "../large-model/testing/requests.ts";
import { openLocalEndpoint } from "./testing/local-endpoint.ts";

const never = new AbortController().signal;

testLargeModel("a large model on SageMaker", openLocalEndpoint);

describe("a large model on SageMaker", () => {
  it("is asked with and without a stream by the two calls of its API", async () => {
    const reply = '{"label": "POSITIVE", "score": 0.9, "reason": "It is kind."}';
    const { backend, local } = await openLocalEndpoint(() => [reply]);
    await collect(backend.run(sentiment("Kind."), never));
    const prose = await openLocalEndpoint();
    await collect(prose.backend.run(summary(sentence), never));
    const operations = [...local.requests, ...prose.local.requests].map((call) => call.operation);
    expect(operations).toEqual(["InvokeEndpoint", "InvokeEndpointWithResponseStream"]);
  });

  it("uses a connection again for the next run", async () => {
    const { backend } = await openLocalEndpoint();
    const connect = vi.spyOn(Socket.prototype, "connect");
    for (let run = 0; run < 3; run += 1) await collect(backend.run(summary(sentence), never));
    expect(connect).toHaveBeenCalledTimes(1);
  });
});
