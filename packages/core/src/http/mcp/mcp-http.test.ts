import { type IncomingMessage, request as httpRequest } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { serveMcp, scriptedRuns, until } from "../../testing/serve-mcp.ts";
import type { ScriptedRuns } from "../../testing/scripted-runs.ts";

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(runs: ScriptedRuns): Promise<{ url: URL; faults: readonly unknown[] }> {
  const served = await serveMcp(runs);
  closers.push(() => served.close());
  return served;
}

describe("the MCP face over plain HTTP", () => {
  const accept = "application/json, text/event-stream";
  const headers = { "content-type": "application/json", accept };
  const initialize = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "curl", version: "1" },
    },
  });

  const listTools = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });

  it.each(["GET", "DELETE", "PUT"])(
    "answers %s with 405, as a server without sessions",
    async (method) => {
      const { url } = await serve(scriptedRuns());
      const response = await fetch(url, { method, headers: { accept: "text/event-stream" } });
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe("POST, OPTIONS");
      expect(await response.json()).toMatchObject({
        jsonrpc: "2.0",
        id: null,
        error: { code: -32000 },
      });
    },
  );

  it("refuses a page of an origin that nobody named", async () => {
    const { url } = await serve(scriptedRuns());
    for (const origin of ["http://evil.example", "http://localhost:1", "null"]) {
      const sent = { ...headers, origin };
      const response = await fetch(url, { method: "POST", headers: sent, body: initialize });
      expect(response.status).toBe(403);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("takes a page of this machine for its own, but no other that has its name", async () => {
    const { url } = await serve(scriptedRuns());
    const sent = { ...headers, origin: url.origin };
    const local = await fetch(url, { method: "POST", headers: sent, body: initialize });
    expect(local.status).toBe(200);
    await local.body?.cancel();
  });

  it("takes a page of this server by another name of this machine for its own", async () => {
    const { url } = await serve(scriptedRuns());
    const origin = url.origin.replace("127.0.0.1", "localhost");
    const sent = { ...headers, origin, "sec-fetch-site": "cross-site" };
    const response = await fetch(url, { method: "POST", headers: sent, body: initialize });
    expect(response.status).toBe(200);
    await response.body?.cancel();
  });

  it("keeps a connection only when it is asked to", async () => {
    const { url } = await serve(scriptedRuns());
    for (const connection of ["close", "keep-alive"]) {
      const sent = { ...headers, connection, "content-length": initialize.length };
      const call = httpRequest(url, { method: "POST", headers: sent });
      const replied = new Promise<IncomingMessage>((resolve) => {
        call.once("response", resolve);
      });
      call.end(initialize);
      const reply = await replied;
      expect(reply).toMatchObject({ statusCode: 200, headers: { connection } });
      reply.destroy();
    }
  });

  it("refuses a compressed body as every other face does", async () => {
    const { url } = await serve(scriptedRuns());
    const sent = { ...headers, "content-encoding": "gzip" };
    const response = await fetch(url, { method: "POST", headers: sent, body: initialize });
    expect([response.status, response.headers.get("content-type")]).toEqual([
      415,
      "application/problem+json",
    ]);
    expect(await response.json()).toMatchObject({ code: "unsupported-media-type", status: 415 });
  });

  it("lets a page of a named origin ask first, call, and read the reply", async () => {
    const { url } = await serve(scriptedRuns());
    const origin = "https://allowed.example";
    const asked = await fetch(url, { method: "OPTIONS", headers: { origin } });
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-headers")).toContain("mcp-protocol-version");
    const sent = { ...headers, origin };
    const response = await fetch(url, { method: "POST", headers: sent, body: initialize });
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(await response.text()).toContain('"pilotlight"');
  });

  it("streams without a cache or a proxy's buffer in between", async () => {
    const { url } = await serve(scriptedRuns());
    const response = await fetch(url, { method: "POST", headers, body: initialize });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("cache-control")).toMatch(/no-transform/u);
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    await response.body?.cancel();
  });

  it.each([
    { what: "too large", body: JSON.stringify("x".repeat(10_000)), status: 413, code: -32000 },
    { what: "not JSON", body: "{", status: 400, code: -32700 },
    { what: "empty", body: "", status: 400, code: -32700 },
    { what: "nested too deeply", body: "[".repeat(100), status: 400, code: -32700 },
    { what: "not a message", body: "{}", status: 400, code: -32600 },
    {
      what: "not said to be JSON",
      body: initialize,
      other: { "content-type": "text/plain" },
      status: 415,
      code: -32000,
    },
    {
      what: "from a client that reads no streams",
      body: initialize,
      other: { accept: "text/html" },
      status: 406,
      code: -32000,
    },
    {
      what: "of a revision that nobody knows",
      body: listTools,
      other: { "mcp-protocol-version": "2999-01-01" },
      status: 400,
      code: -32602,
    },
  ])("answers a body that is $what with an error, not a hang", async (sent) => {
    const { body, status, code } = sent;
    const other: Record<string, string | undefined> = sent.other ?? {};
    const { url, faults } = await serve(scriptedRuns());
    const all = new Headers(headers);
    for (const [name, value] of Object.entries(other)) if (value) all.set(name, value);
    const response = await fetch(url, { method: "POST", headers: all, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ jsonrpc: "2.0", error: { code } });
    expect(faults).toEqual([]);
  });

  it("cancels the run of a client whose connection breaks", async () => {
    const runs = scriptedRuns();
    const { url } = await serve(runs);
    const left = new AbortController();
    const params = { name: "word-count", arguments: { text: "wait" } };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
    const response = fetch(url, { method: "POST", headers, body, signal: left.signal });
    await until(() => runs.running.size === 1);
    left.abort();
    await expect(response).rejects.toThrow("aborted");
    await until(() => runs.running.size === 0);
  });
});
