import { describe, expect, it, onTestFinished } from "vitest";
import { serveHttp } from "../../testing/serve-http.ts";
import { errorOf } from "../large-model/read-fault.ts";
import { decodeFault } from "./decode-fault.ts";
import { faults } from "./fault-table.ts";
import { SagemakerClient } from "./sagemaker-client.ts";
import { useCredentials } from "./testing/local-endpoint.ts";

const noCapacity = "Inference Component has no capacity to process this request.";
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

describe("decodeFault", () => {
  it.each([
    ["in words of the container", { name: "ModelError", OriginalStatusCode: 400, ...status(424) }],
    ["under another status", { name: "ValidationError", ...status(424) }],
    ["under another name", { name: "AccessDeniedException", ...status(400) }],
  ])("does not take the no-capacity message for a cold endpoint %s", (_where, error) => {
    expect(decodeFault({ message: noCapacity, ...error }).row).not.toBe(faults.cold);
  });

  it("does not take a message that only holds those words for a cold endpoint", () => {
    const message = `Received client error with message "${noCapacity}"`;
    const { row } = decodeFault({ name: "ValidationError", message, ...status(400) });
    expect(row.shows).toBe("failed");
  });

  it("knows a cold endpoint, whose failing call is the wake", () => {
    const error = { name: "ValidationError", message: noCapacity, ...status(400) };
    expect(decodeFault(error).row).toBe(faults.cold);
    const waking = Object.values(faults).filter(({ wakes }) => wakes);
    expect(waking).toEqual([faults.cold]);
  });

  it.each([
    ["a 429 of any name", { name: "Whatever", message: "", ...status(429) }, "throttled"],
    [
      "a 400 without a word",
      { name: "Unknown", message: "UnknownError", ...status(400) },
      "throttled",
    ],
    [
      "a busy container",
      { name: "ModelError", OriginalStatusCode: 429, ...status(424) },
      "throttled",
    ],
    [
      "a full container",
      { name: "ModelError", OriginalStatusCode: 503, ...status(424) },
      "throttled",
    ],
    ["a 403 of any name", { name: "Whatever", message: "secret", ...status(403) }, "denied"],
    ["no credentials", { name: "CredentialsProviderError", message: "secret" }, "denied"],
    ["an error of the SDK without a name", { message: "secret" }, "failed"],
  ])("knows %s", (_what, error, shows) => {
    const { row } = decodeFault(error);
    expect(row.shows).toBe(shows);
    expect(errorOf(row)).toMatchObject({ code: row.code, retryable: true });
    expect(row.words).not.toContain("secret");
  });

  it.each([null, undefined, "text", {}, new TypeError("fetch failed")])(
    "takes %s, which is of no known form, for a failure",
    (error) => {
      expect(decodeFault(error).row).toBe(faults.failed);
    },
  );

  it.each([
    ["ModelInvocationTimeExceeded", "timeout"],
    ["StreamBroken", "backend-failed"],
  ])("knows why a stream broke off: %s", (ErrorCode, code) => {
    const error = { name: "ModelStreamError", message: "secret", ErrorCode };
    const { row, facts } = decodeFault(error);
    expect(row.code).toBe(code);
    expect(facts).toMatchObject({ details: { errorCode: ErrorCode }, message: null });
  });

  it("gives the log the service's words and addresses, never the container's", () => {
    const denied = {
      name: "AccessDeniedException",
      message: "User: arn:aws:iam::1:user/x is not authorized",
      $metadata: { httpStatusCode: 403, requestId: "r-1" },
    };
    expect(decodeFault(denied).facts).toEqual({
      name: "AccessDeniedException",
      message: denied.message,
      status: 403,
      details: { requestId: "r-1" },
    });
    const refused = {
      name: "ModelError",
      message: 'Received client error with message "my diary"',
      OriginalMessage: "my diary",
      OriginalStatusCode: 400,
      LogStreamArn: "arn:aws:logs:x",
    };
    const failure = decodeFault(refused);
    expect(JSON.stringify(failure.facts)).not.toContain("diary");
    expect(failure.facts.details).toEqual({ originalStatus: 400, logStreamArn: "arn:aws:logs:x" });
    expect(failure.refusal).toBe("my diary");
  });
});

describe("a call through the AWS SDK", () => {
  const never = new AbortController().signal;

  function clientOf(url: string) {
    useCredentials(url);
    const names = { endpointName: "e", componentName: "c", region: "us-east-1" };
    const client = new SagemakerClient(names);
    onTestFinished(() => client.close());
    return client;
  }

  async function faultOf(client: SagemakerClient, call: Promise<unknown>) {
    const error: unknown = await call.catch((reason: unknown) => reason);
    return client.readFault(error);
  }

  it("to an address where nobody listens is a fault of the network", async () => {
    const client = clientOf("http://127.0.0.1:1");
    const invoked = await faultOf(client, client.invoke("{}", never));
    const streamed = await faultOf(client, client.stream("{}", never).next());
    expect([invoked.row, streamed.row]).toEqual([faults.network, faults.network]);
  });

  it.each([200, 502])(
    "that a proxy answers with a page and %i fails, and reads no page as a stream",
    async (code) => {
      const page = `<!DOCTYPE html>${"x".repeat(100_000)}`;
      const headers = { "content-type": "text/html" };
      const server = await serveHttp(async () => new Response(page, { status: code, headers }));
      onTestFinished(() => server.close());
      const client = clientOf(server.rootUrl);
      const { row, facts } = await faultOf(client, client.stream("{}", never).next());
      expect(row).toBe(faults.failed);
      expect(facts.message).not.toContain("Truncated");
    },
  );

  it("sends one attempt, to the inference component, signed", async () => {
    const requests: Request[] = [];
    const server = await serveHttp(async (request) => {
      requests.push(request);
      return Response.json({}, { status: 503 });
    });
    onTestFinished(() => server.close());
    const client = clientOf(server.rootUrl);
    await faultOf(client, client.invoke("{}", never));
    expect(requests).toHaveLength(1);
    expect(requests[0]?.headers.get("x-amzn-sagemaker-inference-component")).toBe("c");
    expect(requests[0]?.headers.get("authorization")).toContain("AWS4-HMAC-SHA256");
  });

  it("to an endpoint with a model of its own names no component", async () => {
    const requests: Request[] = [];
    const server = await serveHttp(async (request) => {
      requests.push(request);
      return Response.json({});
    });
    onTestFinished(() => server.close());
    useCredentials(server.rootUrl);
    const names = { endpointName: "e", componentName: "", region: "us-east-1" };
    const client = new SagemakerClient(names);
    onTestFinished(() => client.close());
    await client.invoke("{}", never);
    expect(requests[0]?.headers.has("x-amzn-sagemaker-inference-component")).toBe(false);
    expect(new URL(requests[0]?.url ?? "").pathname).toBe("/endpoints/e/invocations");
  });

  it("lets a mistake of ours through, which is no fault of a call", () => {
    const mistake = new TypeError("a mistake of ours");
    expect(() => clientOf("http://127.0.0.1:1").readFault(mistake)).toThrow(mistake);
  });
});
