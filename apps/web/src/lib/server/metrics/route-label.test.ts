import { readdirSync } from "node:fs";
import { dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { tasks } from "@pilotlight/core";
import { expect, it } from "vitest";
import { routeLabel } from "./route-label.ts";

const taskIds = new Set(tasks.map(({ id }) => id));
const labelOf = (path: string) => routeLabel(path, taskIds);

it("each route of the app has a label of its own or its kind's", () => {
  const folder = fileURLToPath(new URL("../../../routes", import.meta.url));
  const routes = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\+(?:server\.ts|page\.svelte)$/u.test(path))
    .map((path) => `/${dirname(path).replaceAll(sep, "/")}`.replace(/^\/\.$/u, "/"));
  expect(routes.length).toBeGreaterThan(15);
  for (const route of routes) {
    const path = route
      .replace(/\[task(?:=task)?\]/u, "summarization")
      .replace("[id]", "0a1b")
      .replace("[...path]", "more/of/it");
    expect([route, labelOf(path)]).not.toEqual([route, "other"]);
  }
});

it.each([
  ["/summarization", "/{task}"],
  ["/api/v1/summarization", "/api/v1/{task}"],
  ["/api/v1/summarization/", "/api/v1/{task}"],
  ["/api/v1/summarization/events", "/api/v1/{task}/events"],
  ["/api/v1/no-task", "/api/*"],
  ["/api/v1/runs/ab/events", "/api/v1/runs/{id}/events"],
  ["/gradio_api/queue/join", "/gradio_api/*"],
  ["/_app/immutable/entry/start.js", "files"],
  ["/theme.js", "files"],
  ["/wp-login.php", "other"],
  ["/summarization/events", "other"],
])("%s is counted as %s", (path, label) => {
  expect(labelOf(path)).toBe(label);
});

it("whatever is asked for, there are few labels", () => {
  const parts = [
    "api",
    "v1",
    "runs",
    "summarization",
    "events",
    "gradio_api",
    "..",
    "x1",
    "x2.js",
    "",
  ];
  const paths = parts.flatMap((one) =>
    parts.flatMap((two) => parts.map((three) => `/${one}/${two}/${three}`)),
  );
  expect(new Set(paths.map(labelOf)).size).toBeLessThan(15);
});
