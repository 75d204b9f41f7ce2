import { describe, expect, it, onTestFinished } from "vitest";
import { InferenceError } from "../../contract/inference-error.ts";
import { serveHttp } from "../../testing/serve-http.ts";
import { ChatFault } from "../large-model/chat-codec.ts";
import { decodeFault } from "./decode-fault.ts";
import { InvocationError, RuntimeClient } from "./runtime-client.ts";
import { useCredentials } from "./testing/local-endpoint.ts";

const noCapacity = "Inference Component has no capacity to process this request.";
const thrown = (error: object) => new InvocationError("failed", { cause: error });
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

describe("decodeFault", () => {
  it.each([
    ["in words of the container", { name: "ModelError", OriginalStatusCode: 400, ...status(424) }],
    ["under another status", { name: "ValidationError", ...status(424) }],
    ["under another name", { name: "AccessDeniedException", ...status(400) }],
  ])("does not take the no-capacity message for a cold endpoint %s", (_where, error) => {
    const { error: ours, result } = decodeFault(thrown({ message: noCapacity, ...error }));
    expect(ours.code).not.toBe("endpoint-cold");
    expect(result).not.toBe("cold");
  });

  it("does not take a message that only holds those words for a cold endpoint", () => {
    const message = `Received client error with message "${noCapacity}"`;
    const { result } = decodeFault(thrown({ name: "ValidationError", message, ...status(400) }));
    expect(result).toBe("failed");
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
  ])("knows %s", (_what, error, result) => {
    const failure = decodeFault(thrown(error));
    expect(failure.result).toBe(result);
    expect(failure.error.retryable).toBe(true);
    expect(failure.error.message).not.toContain("secret");
  });

  it.each([
    ["ModelInvocationTimeExceeded", "timeout"],
    ["StreamBroken", "backend-failed"],
  ])("knows why a stream broke off: %s", (ErrorCode, code) => {
    const error = { name: "ModelStreamError", message: "secret", ErrorCode };
    const failure = decodeFault(thrown(error));
    expect(failure.error.code).toBe(code);
    expect(failure.facts).toMatchObject({ errorCode: ErrorCode, message: null });
  });

  it("gives the log the service's words and addresses, never the container's", () => {
    const denied = {
      name: "AccessDeniedException",
      message: "User: arn:aws:iam::1:user/x is not authorized",
      $metadata: { httpStatusCode: 403, requestId: "r-1" },
    };
    expect(decodeFault(thrown(denied)).facts).toEqual({
      code: "backend-unavailable",
      name: "AccessDeniedException",
      message: denied.message,
      status: 403,
      originalStatus: null,
      errorCode: null,
      requestId: "r-1",
      logStreamArn: null,
    });
    const refused = {
      name: "ModelError",
      message: 'Received client error with message "my diary"',
      OriginalMessage: "my diary",
      OriginalStatusCode: 400,
      LogStreamArn: "arn:aws:logs:x",
    };
    const failure = decodeFault(thrown(refused));
    expect(JSON.stringify(failure.facts)).not.toContain("diary");
    expect(failure.facts).toMatchObject({ originalStatus: 400, logStreamArn: "arn:aws:logs:x" });
    expect(failure.refusal).toBe("my diary");
  });

  it("keeps the words of a time-out, and none of a container's", () => {
    const late = new InferenceError("timeout", "No answer within 30 s.", { retryable: true });
    expect(decodeFault(late)).toMatchObject({ result: "failed", error: { message: late.message } });
    const broken = decodeFault(new ChatFault("refused", "my diary"));
    expect(broken.error.message).not.toContain("diary");
    expect(JSON.stringify(broken.facts)).not.toContain("diary");
  });

  it("gives back what is no fault of an invocation", () => {
    const mistake = new TypeError("a mistake of ours");
    expect(() => decodeFault(mistake)).toThrow(mistake);
  });
});

describe("a call through the AWS SDK", () => {
  const never = new AbortController().signal;

  function clientOf(url: string) {
    useCredentials(url);
    const client = new RuntimeClient({
      endpointName: "e",
      componentName: "c",
      region: "us-east-1",
    });
    onTestFinished(() => client.close());
    return client;
  }

  async function faultOf(call: Promise<unknown>) {
    const error: unknown = await call.catch((reason: unknown) => reason);
    return decodeFault(error);
  }

  it("to an address where nobody listens is a fault of the network", async () => {
    const client = clientOf("http://127.0.0.1:1");
    expect((await faultOf(client.invoke("{}", never))).error.code).toBe("network");
    expect((await faultOf(client.stream("{}", never).next())).error.code).toBe("network");
  });

  it.each([200, 502])(
    "that a proxy answers with a page and %i fails, and reads no page as a stream",
    async (code) => {
      const page = `<!DOCTYPE html>${"x".repeat(100_000)}`;
      const headers = { "content-type": "text/html" };
      const server = await serveHttp(async () => new Response(page, { status: code, headers }));
      onTestFinished(() => server.close());
      const client = clientOf(server.rootUrl);
      const failure = await faultOf(client.stream("{}", never).next());
      expect(failure).toMatchObject({ error: { code: "backend-failed" }, result: "failed" });
      expect(failure.facts.message).not.toContain("Truncated");
      expect(failure.error.message).not.toContain("DOCTYPE");
    },
  );

  it("sends one attempt, to the inference component, signed", async () => {
    const requests: Request[] = [];
    const server = await serveHttp(async (request) => {
      requests.push(request);
      return Response.json({}, { status: 503 });
    });
    onTestFinished(() => server.close());
    await faultOf(clientOf(server.rootUrl).invoke("{}", never));
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
    const client = new RuntimeClient({ endpointName: "e", componentName: "", region: "us-east-1" });
    onTestFinished(() => client.close());
    await client.invoke("{}", never);
    expect(requests[0]?.headers.has("x-amzn-sagemaker-inference-component")).toBe(false);
    expect(new URL(requests[0]?.url ?? "").pathname).toBe("/endpoints/e/invocations");
  });
});
