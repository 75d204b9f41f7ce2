import { describe, expect, it } from "vitest";
import { checkOrigin, corsHeaders, optionsResponse, type OriginPolicy } from "./origin.ts";

const foreign = "https://evil.example";
const closed: OriginPolicy = { allowedOrigins: [] };

type Sent = Readonly<Record<string, string>>;

function request(headers: Sent, method = "POST", url = "http://app.example:3000/api"): Request {
  // The platform's own Request drops the headers that only browsers may set.
  return { url, method, headers: new Headers(headers) } as Request;
}

function isRefused(sent: Request, policy = closed): boolean {
  try {
    checkOrigin(sent, policy);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: "forbidden-origin" });
    return true;
  }
}

describe("the guard against other origins", () => {
  it.each<[string, Sent, string?]>([
    ["a script", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", origin: foreign }],
    ["a form", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", origin: foreign }],
    ["a form of a sandboxed page", { "sec-fetch-mode": "navigate", origin: "null" }],
    ["a script without CORS, over plain HTTP", { origin: "http://evil.example" }],
    ["another port of this host, over plain HTTP", { origin: "http://app.example:8080" }],
    ["another port of this host", { "sec-fetch-site": "same-site", origin: "http://app.example" }],
    ["a picture", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }, "GET"],
    ["a script that reads", { origin: "http://evil.example" }, "GET"],
  ])("refuses %s", (_what, headers, method) => {
    expect(isRefused(request(headers, method))).toBe(true);
  });

  it.each<[string, Sent, string?]>([
    ["a program", {}],
    ["our own page", { "sec-fetch-site": "same-origin", origin: "http://app.example:3000" }],
    ["our own page over plain HTTP", { origin: "http://app.example:3000" }],
    [
      "our own page behind a proxy that has another name for us",
      { origin: "https://public.example", "x-forwarded-host": "public.example" },
    ],
    ["an address bar", { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" }, "GET"],
    ["a link", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, "GET"],
  ])("lets %s in", (_what, headers, method) => {
    expect(isRefused(request(headers, method))).toBe(false);
  });

  it("is opened to origins by name, or to all", () => {
    const sent = request({ "sec-fetch-site": "cross-site", origin: foreign });
    expect(isRefused(sent, { allowedOrigins: [foreign] })).toBe(false);
    expect(isRefused(sent, { allowedOrigins: ["*"] })).toBe(false);
    expect(isRefused(sent, { allowedOrigins: ["https://other.example"] })).toBe(true);
    expect(isRefused(request({ origin: "null" }), { allowedOrigins: ["null"] })).toBe(true);
  });

  it("takes pages of this machine alone for ours where it is told so", () => {
    const policy: OriginPolicy = { allowedOrigins: [], ownPages: "loopback" };
    const local = "http://localhost:3000";
    expect(isRefused(request({ origin: local }, "POST", `${local}/mcp`), policy)).toBe(false);
    expect(isRefused(request({ origin: "http://localhost:4000" }, "POST", local), policy)).toBe(
      true,
    );
    const headersOf = (host: string) => ({
      origin: `http://${host}`,
      "sec-fetch-site": "cross-site",
    });
    for (const host of ["127.0.0.1:3000", "localhost:3000", "[::1]:3000"]) {
      expect(isRefused(request(headersOf(host), "POST", `${local}/mcp`), policy)).toBe(false);
      expect(isRefused(request(headersOf(host), "POST", `${local}/mcp`))).toBe(true);
    }
    expect(isRefused(request(headersOf("127.0.0.1:4000"), "POST", local), policy)).toBe(true);
    const rebound = "http://evil.example:3000";
    const headers = { origin: rebound, "sec-fetch-site": "same-origin" };
    expect(isRefused(request(headers, "POST", rebound), policy)).toBe(true);
  });
});

describe("what pages of other origins may read", () => {
  const allowed = "access-control-allow-origin";

  it("is nothing where none is named", () => {
    expect(corsHeaders(request({ origin: foreign }), [])).toEqual({});
    const preflight = optionsResponse(request({ origin: foreign }), ["POST"], []);
    expect([preflight.status, preflight.headers.get(allowed)]).toEqual([204, null]);
    expect(preflight.headers.get("allow")).toBe("POST, OPTIONS");
  });

  it("is every reply for those that are named, and caches keep them apart", () => {
    expect(corsHeaders(request({ origin: foreign }), [foreign])).toMatchObject({
      [allowed]: foreign,
      vary: "origin",
    });
    expect(corsHeaders(request({ origin: "https://b.example" }), [foreign])).toEqual({
      vary: "origin",
    });
    const { headers } = optionsResponse(request({ origin: foreign }), ["POST"], [foreign]);
    for (const name of ["idempotency-key", "x-gradio-user", "mcp-protocol-version"]) {
      expect(headers.get("access-control-allow-headers")).toContain(name);
    }
  });

  it("is every reply of an open server, and no page is told back its own name", () => {
    expect(corsHeaders(request({ origin: "null" }), ["*"])).toMatchObject({ [allowed]: "*" });
  });
});
