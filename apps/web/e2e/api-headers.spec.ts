// One table over all routes: which headers every reply carries, whoever makes it, and how it may be kept.
import { readdirSync } from "node:fs";
import { dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { embeddedModels } from "@pilotlight/core";
import { expect, test } from "@playwright/test";
import { alwaysHeaders } from "../server/security-headers.ts";
import { startServer } from "./start-server.ts";

const build = fileURLToPath(new URL("../build/client", import.meta.url));
const routes = fileURLToPath(new URL("../src/routes", import.meta.url));

const json = { "content-type": "application/json" };
const page = { accept: "text/html" };
const text = { text: "The soup was warm." };
const post = (body: object) => ({ method: "POST", headers: json, body: JSON.stringify(body) });

const dynamic = /^(?:private, )?no-store(?:, no-transform)?$/u;
const revalidated = /^no-cache$/u;
const immutable = /^public, ?max-age=31536000, ?immutable$/u;

interface Row {
  readonly path: string;
  readonly request?: RequestInit;
  readonly status: number;
  readonly kept: RegExp;
  /** Replies that are pages: they may make no text a script by other policies than the page's own. */
  readonly isPage?: true;
}

/** What each route answers, in its ways; every folder of `src/routes` that answers has its row. */
const table: Readonly<Record<string, readonly Row[]>> = {
  "/": [{ path: "/", status: 200, kept: revalidated, isPage: true }],
  "/[task=task]": [
    { path: "/summarization", status: 200, kept: revalidated, isPage: true },
    { path: "/summarization", request: { method: "POST" }, status: 405, kept: dynamic },
    { path: "/no-such-page", request: { headers: page }, status: 404, kept: dynamic, isPage: true },
    { path: "/no-such-page", status: 404, kept: dynamic },
  ],
  "/embed/[task=task]": [
    { path: "/embed/summarization", status: 200, kept: revalidated, isPage: true },
  ],
  "/api/[...path]": [{ path: "/api/none", status: 404, kept: dynamic }],
  "/api/v1/[task]": [
    { path: "/api/v1/sentiment-analysis", request: post(text), status: 200, kept: dynamic },
    { path: "/api/v1/sentiment-analysis", request: post({}), status: 400, kept: dynamic },
    { path: "/api/v1/sentiment-analysis", status: 405, kept: dynamic },
    {
      path: "/api/v1/sentiment-analysis",
      request: { method: "OPTIONS" },
      status: 204,
      kept: dynamic,
    },
  ],
  "/api/v1/[task]/events": [
    { path: "/api/v1/sentiment-analysis/events", request: post(text), status: 200, kept: dynamic },
  ],
  "/api/v1/runs/[id]": [{ path: "/api/v1/runs/none", status: 404, kept: dynamic }],
  "/api/v1/runs/[id]/events": [{ path: "/api/v1/runs/none/events", status: 404, kept: dynamic }],
  "/api/v1/status": [{ path: "/api/v1/status", status: 200, kept: dynamic }],
  "/api/v1/status/events": [{ path: "/api/v1/status/events", status: 200, kept: dynamic }],
  "/api/v1/feedback": [{ path: "/api/v1/feedback", request: post({}), status: 404, kept: dynamic }],
  "/api/v1/wake": [{ path: "/api/v1/wake", request: post({}), status: 404, kept: dynamic }],
  "/config": [{ path: "/config", status: 200, kept: dynamic }],
  "/gradio_api/[...path]": [
    { path: "/gradio_api/info", status: 200, kept: dynamic },
    { path: "/gradio_api/none", status: 404, kept: dynamic },
  ],
  "/predict": [
    { path: "/predict", request: post({ text: [text.text] }), status: 200, kept: dynamic },
  ],
  "/demo": [{ path: "/demo", request: post({ inputs: [text.text] }), status: 200, kept: dynamic }],
  "/mcp": [
    { path: "/mcp", request: { headers: page }, status: 200, kept: dynamic, isPage: true },
    { path: "/mcp", request: post({}), status: 400, kept: dynamic },
  ],
  "/docs": [{ path: "/docs", status: 200, kept: dynamic, isPage: true }],
  "/openapi.json": [{ path: "/openapi.json", status: 200, kept: dynamic }],
  "/metrics": [{ path: "/metrics", status: 404, kept: dynamic }],
  // They are a container's of SageMaker alone.
  "/ping": [{ path: "/ping", status: 404, kept: dynamic }],
  "/invocations": [{ path: "/invocations", request: post(text), status: 404, kept: dynamic }],
  "/healthz": [{ path: "/healthz", status: 200, kept: dynamic }],
  "/readyz": [{ path: "/readyz", status: 200, kept: dynamic }],
};

const [ortVersion = ""] = readdirSync(`${build}/ort`);
const [swaggerVersion = ""] = readdirSync(`${build}/swagger-ui`);
const [entry = ""] = readdirSync(`${build}/_app/immutable/entry`);

/** The same for files. */
const files: readonly Row[] = [
  { path: "/theme.js", status: 200, kept: revalidated },
  { path: "/service-worker.js", status: 200, kept: revalidated },
  { path: "/manifest.webmanifest", status: 200, kept: revalidated },
  { path: `/_app/immutable/entry/${entry}`, status: 200, kept: immutable },
  // Kit's own word for a file of another build: asked for again each time.
  { path: "/_app/immutable/none.js", status: 404, kept: /^public, max-age=0, must-revalidate$/u },
  { path: `/ort/${ortVersion}/ort-wasm-simd-threaded.mjs`, status: 200, kept: immutable },
  { path: `/swagger-ui/${swaggerVersion}/swagger-ui-bundle.js`, status: 200, kept: immutable },
  { path: `/swagger-ui/${swaggerVersion}/swagger-ui.css`, status: 200, kept: immutable },
  ...embeddedModels.map(({ folder }) => ({
    path: `/models/${folder}/tokenizer.json`,
    status: 200,
    kept: immutable,
  })),
  { path: "/models/hub/none/model.onnx", status: 404, kept: dynamic },
];

test("the table has a row for every route", () => {
  const answering = readdirSync(routes, { recursive: true, encoding: "utf8" })
    .filter((path) => /\+(?:server\.ts|page\.svelte)$/u.test(path))
    .map((path) => `/${dirname(path).replaceAll(sep, "/")}`.replace(/^\/\.$/u, "/"));
  expect(Object.keys(table).toSorted()).toEqual([...new Set(answering)].toSorted());
});

test("every reply has the headers of its kind", async ({ baseURL }) => {
  for (const row of [...Object.values(table).flat(), ...files]) {
    const response = await fetch(`${baseURL}${row.path}`, row.request);
    await check(row, response);
  }
});

async function check({ path, request, status, kept, isPage }: Row, response: Response) {
  const what = `${request?.method ?? "GET"} ${path}`;
  const headers = Object.fromEntries(response.headers);
  expect(response.status, what).toBe(status);
  expect(headers, what).toMatchObject(alwaysHeaders);
  expect(headers["cache-control"], what).toMatch(kept);
  expect(headers["x-request-id"], what).toMatch(/^[0-9a-f-]{36}$/u);
  expect(headers["strict-transport-security"], what).toBeUndefined();
  if (isPage === true) {
    const policy = `${headers["content-security-policy"] ?? ""} ${await response.text()}`;
    expect(policy, what).toContain("require-trusted-types-for 'script'");
    expect(policy, what).toContain("frame-ancestors 'self'");
  } else {
    await response.body?.cancel();
    expect(headers["content-security-policy"], what).toContain("default-src 'self'");
  }
}

test("behind a proxy that is trusted, every reply to a caller by HTTPS asks to keep to it", async () => {
  const server = await startServer({ TRUST_PROXY: "1" });
  for (const path of ["/", "/healthz", "/theme.js", "/api/none"]) {
    const hsts = async (proto: string) => {
      const headers = { "x-forwarded-proto": proto };
      const response = await fetch(`${server.url}${path}`, { headers });
      await response.arrayBuffer();
      return response.headers.get("strict-transport-security");
    };
    expect([path, await hsts("https"), await hsts("http")]).toEqual([
      path,
      "max-age=31536000",
      null,
    ]);
  }
  expect(await server.stop()).toBe(0);
});

test("a page's code makes no text a script or markup, and starts no worker from elsewhere", async ({
  page: tab,
}) => {
  await tab.goto("/summarization");
  await expect(tab.getByText(/this server \(|Nothing is sent/u)).toBeVisible();
  const failed = await tab.evaluate(() => {
    const attempts = {
      markup: () => {
        document.body.innerHTML = "<b>x</b>";
      },
      script: () => {
        document.createElement("script").text = "1";
      },
      worker: () => new Worker("https://elsewhere.example/worker.js"),
    };
    return Object.entries(attempts).flatMap(([name, attempt]) => {
      try {
        attempt();
        return [];
      } catch (error) {
        return error instanceof TypeError ? [name] : [];
      }
    });
  });
  expect(failed).toEqual(["markup", "script", "worker"]);
});
