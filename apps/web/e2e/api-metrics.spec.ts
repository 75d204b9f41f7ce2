// The server's figures before a real Prometheus: it reads them, its rules load, and it answers what the
// dashboard asks.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { findDebianTool } from "./find-debian-tool.ts";
import { serveLargeModel } from "./large-model/serve-large-model.ts";
import { startPrometheus } from "./start-prometheus.ts";
import { startServer } from "./start-server.ts";

const monitoring = fileURLToPath(new URL("../../../deploy/monitoring/", import.meta.url));
const fromDebian = (command: string) => findDebianTool({ command, package: "prometheus" });
const prometheus = fromDebian("prometheus");
const promtool = fromDebian("promtool");
const secret = "The soup was a secret";

test("Prometheus is there where it has to be", () => {
  const isThere = prometheus !== null && promtool !== null;
  expect(isThere || !process.env["CI"], "absent: apt-get install prometheus").toBe(true);
});

test("the figures are shown by token at /metrics, and to nobody else", async () => {
  const token = "a-token-of-the-tests";
  const server = await startServer({ METRICS_TOKEN: token, API_KEYS: "another-key-of-16-or-more" });
  const ask = (sent: string) =>
    fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${sent}` } });
  expect((await ask("another-key-of-16-or-more")).status).toBe(401);
  expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
  const page = await ask(token);
  expect(page.headers.get("content-type")).toContain("text/plain");
  expect(await page.text()).toContain("pilotlight_build_info{");
  expect(await server.stop()).toBe(0);
});

const absent = prometheus === null || promtool === null;

test(`a Prometheus reads them and answers each panel of the dashboard${absent ? ": absent here" : ""}`, async () => {
  if (prometheus === null || promtool === null) return;
  const folder = mkdtempSync(join(tmpdir(), "pilotlight-metrics-"));
  const served = await serveLargeModel({
    start: "warm",
    env: {
      ...{ METRICS_PORT: "0", CACHE: "on" },
      FEEDBACK_PATH: join(folder, "feedback.jsonl"),
    },
  });
  const target = await metricsAddress(served.server.output);
  const watcher = await startPrometheus({
    ...{ binary: prometheus, target, rules: join(monitoring, "rules.yml") },
  });
  try {
    const query = async (expr: string) => {
      const path = `query?query=${encodeURIComponent(expr.replaceAll("$__rate_interval", "1m"))}`;
      return (await watcher.ask(path)) as {
        readonly result: readonly { value: [number, string] }[];
      };
    };
    const valueOf = async (expr: string) => Number((await query(expr)).result[0]?.value[1] ?? 0);
    // A figure is there from its first count on; what it grows by is seen from the second reading on.
    await useAll(served);
    await expect.poll(() => valueOf('sum(pilotlight_runs_total{outcome="answered"})')).toBe(runs);
    await useAll(served);
    await expect
      .poll(() => valueOf('sum(pilotlight_runs_total{outcome="answered"})'))
      .toBe(2 * runs);
    expect(await valueOf('sum(pilotlight_runs_total{cached="true"})')).toBe(runs + 1);

    for (const { title, exprs } of panels()) {
      for (const expr of exprs) {
        const { result } = await query(expr);
        if (!quiet.has(title)) expect(result.length, `${title}: ${expr}`).toBeGreaterThan(0);
      }
    }
    const health = async () => {
      const { groups } = (await watcher.ask("rules")) as {
        readonly groups: readonly { rules: readonly { name: string; health: string }[] }[];
      };
      return groups.flatMap((group) => group.rules.map((rule) => `${rule.name} ${rule.health}`));
    };
    await expect
      .poll(async () => (await health()).filter((rule) => !rule.endsWith(" ok")))
      .toEqual([]);
    expect((await health()).length).toBeGreaterThan(15);

    const page = await (await fetch(`http://${target}/metrics`)).text();
    expect(page).not.toContain("secret");
    // The linter has its own opinion of the names of Node's figures, not of ours.
    const lint = spawnSync(promtool, ["check", "metrics"], { input: page, encoding: "utf8" });
    expect(lint.stderr.split("\n").filter((line) => line.includes("pilotlight_"))).toEqual([]);
  } finally {
    await watcher.stop();
    expect(await served.close()).toBe(0);
    rmSync(folder, { recursive: true });
  }
});

test(`the alerts come when they should, and not before${absent ? ": absent here" : ""}`, () => {
  if (promtool === null) return;
  const { status, stdout, stderr } = spawnSync(promtool, ["test", "rules", "rules.test.yml"], {
    cwd: monitoring,
    encoding: "utf8",
  });
  expect(status, stdout + stderr).toBe(0);
});

type Served = Awaited<ReturnType<typeof serveLargeModel>>;

// What `useAll` has answered: three tasks and one of them twice more, by another backend.
const runs = 5;

/** Asks for everything once that the figures tell of. */
async function useAll({ post, url }: Served): Promise<void> {
  const text = `${secret}, and it was warm.`;
  const ask = async (task: string, body: object) => {
    const response = await post(`/api/v1/${task}`, body);
    expect(response.status).toBe(200);
    return (await response.json()) as {
      readonly run: { readonly id: string; readonly model: string };
    };
  };
  await ask("summarization", { text: `${text} `.repeat(20), backend: "large" });
  await ask("question-answering", { question: "What was warm?", context: text, backend: "small" });
  const { run } = await ask("sentiment-analysis", { text, backend: "small" });
  await ask("sentiment-analysis", { text, backend: "small" });
  await ask("sentiment-analysis", {
    text: "La sopa estaba fría y el camarero tardó mucho en venir.",
    backend: "small",
  });
  const feedback = { runId: run.id, model: run.model, task: "sentiment-analysis", verdict: "good" };
  expect((await post("/api/v1/feedback", feedback)).status).toBe(201);
  expect((await fetch(`${url}/no-such-page`)).status).toBe(404);
}

/** Panels about what did not happen here: nothing was refused, nothing failed, nobody fell back. */
const quiet: ReadonlySet<string> = new Set(["Refused runs", "Fallbacks"]);

function panels(): readonly { readonly title: string; readonly exprs: readonly string[] }[] {
  const { panels: all } = JSON.parse(readFileSync(join(monitoring, "dashboard.json"), "utf8")) as {
    readonly panels: readonly { title: string; targets?: readonly { expr: string }[] }[];
  };
  const found = all.flatMap(({ title, targets = [] }) =>
    targets.length > 0 ? [{ title, exprs: targets.map(({ expr }) => expr) }] : [],
  );
  expect(found.length).toBeGreaterThan(20);
  return found;
}

async function metricsAddress(output: () => string): Promise<string> {
  const address = /Its figures are on http:\/\/(\S+)\/metrics/u;
  await expect.poll(() => address.test(output())).toBe(true);
  return address.exec(output())?.[1] ?? "";
}
