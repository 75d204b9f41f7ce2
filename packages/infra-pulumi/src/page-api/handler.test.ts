// The function as Lambda gets it, against a real server: as a file of its own.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { serve } from "../testing/serve.ts";
import { handlerCode } from "./handler-code.ts";
import { type GatewayEvent, makeHandler } from "./handler.mjs";

const json = { "content-type": "application/json" };
const event: GatewayEvent = {
  pathParameters: { task: "sentiment-analysis" },
  headers: json,
  body: '{"text": "A wonderful film."}',
};
const patient = 120_000;

async function app(
  reply: { status?: number; headers?: Record<string, string>; body?: string } = {},
) {
  const { status = 200, headers = json, body = '{"label":"POSITIVE"}' } = reply;
  const calls: { readonly line: string; readonly body: string; readonly accept: unknown }[] = [];
  const server = await serve((request, response) => {
    void text(request).then((sent) => {
      const line = `${request.method ?? ""} ${request.url ?? ""}`;
      calls.push({ line, body: sent, accept: request.headers.accept });
      response.writeHead(status, headers).end(body);
    });
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { url: server.url, calls };
}

describe("the function behind the API gateway", () => {
  it("calls the app's own API and hands its reply on", async () => {
    const { url, calls } = await app();
    const reply = await makeHandler({ url, fetch, timeoutMs: patient })(event);
    expect(calls).toEqual([
      { line: "POST /api/v1/sentiment-analysis", body: event.body, accept: "application/json" },
    ]);
    expect(reply).toEqual({
      statusCode: 200,
      headers: { ...json, "cache-control": "no-store" },
      body: '{"label":"POSITIVE"}',
    });
  });

  it("hands a problem on with when to come back, and no cookie", async () => {
    const headers = {
      "content-type": "application/problem+json",
      "retry-after": "5",
      "set-cookie": "a=b",
    };
    const { url } = await app({ status: 503, headers, body: '{"code":"overloaded"}' });
    const reply = await makeHandler({ url, fetch, timeoutMs: patient })(event);
    expect(reply.statusCode).toBe(503);
    expect(reply.headers).toEqual({
      "content-type": "application/problem+json",
      "retry-after": "5",
      "cache-control": "no-store",
    });
  });

  it("sends a body that the gateway has encoded as the bytes that it was", async () => {
    const { url, calls } = await app();
    const body = Buffer.from('{"text": "Schön."}').toString("base64");
    await makeHandler({ url, fetch, timeoutMs: patient })({
      ...event,
      body,
      isBase64Encoded: true,
    });
    expect(calls[0]?.body).toBe('{"text": "Schön."}');
  });

  it.each(["../status", "runs/1", "", "Sentiment", "a%2Fb", "x".repeat(65)])(
    "asks the app nothing for the task %o",
    async (task) => {
      const call = vi.fn<typeof fetch>();
      const handle = makeHandler({ url: "http://app", fetch: call, timeoutMs: patient });
      const reply = await handle({ ...event, pathParameters: { task } });
      expect(reply.statusCode).toBe(404);
      expect(JSON.parse(reply.body)).toMatchObject({ code: "unknown-task", status: 404 });
      expect(call).not.toHaveBeenCalled();
    },
  );

  it("says that the app took too long, could not be reached, or sent it elsewhere", async () => {
    const log = vi.spyOn(console, "error").mockReturnValue();
    const hanging = await serve(() => undefined);
    onTestFinished(() => hanging[Symbol.asyncDispose]());
    const late = await makeHandler({ url: hanging.url, fetch, timeoutMs: 50 })(event);
    expect(late.statusCode).toBe(504);
    expect(JSON.parse(late.body)).toMatchObject({ code: "timeout", retryable: true });
    const away = await makeHandler({ url: "http://127.0.0.1:1", fetch, timeoutMs: patient })(event);
    expect(away.statusCode).toBe(502);
    const moved = await app({ status: 302, headers: { location: "https://elsewhere.example/" } });
    const sent = await makeHandler({ url: moved.url, fetch, timeoutMs: patient })(event);
    expect(sent.statusCode).toBe(502);
    expect(JSON.stringify(log.mock.calls)).not.toContain("wonderful");
  });

  it("runs as the file that Lambda gets, with the app's address in its environment", async () => {
    const { url, calls } = await app();
    const folder = mkdtempSync(join(tmpdir(), "pilotlight-lambda-"));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, "index.mjs");
    writeFileSync(file, handlerCode());
    vi.stubEnv("APP_URL", url);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const loaded = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
      handler: ReturnType<typeof makeHandler>;
    };
    expect(await loaded.handler(event)).toMatchObject({ statusCode: 200 });
    expect(calls).toHaveLength(1);
    expect(handlerCode()).not.toMatch(/^import /mu);
  });
});
