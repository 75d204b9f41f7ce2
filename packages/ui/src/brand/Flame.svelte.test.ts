import { expect, test } from "vitest";
import { render } from "vitest-browser-svelte";
import type { Temperature } from "@pilotlight/core";
import Flame from "./Flame.svelte";

async function drawn(state: Temperature, part: number | null = null): Promise<string> {
  const { container, unmount } = await render(Flame, { state, part });
  const shapes = Array.from(container.querySelectorAll("path, circle"), (shape) =>
    ["d", "r", "stroke-dasharray"].map((name) => shape.getAttribute(name)).join(),
  );
  const fills = Array.from(
    container.querySelectorAll("path"),
    (path) => getComputedStyle(path).fill,
  );
  await unmount();
  return [...shapes, ...fills].join(" | ");
}

test("asleep, waking, awake and unavailable are each drawn in a way of their own", async () => {
  const drawings = [];
  for (const state of ["cold", "warming", "warm", "down"] as const)
    drawings.push(await drawn(state));
  expect(new Set(drawings).size).toBe(4);
});

test("the ring of a wake shows how far it is", async () => {
  expect(await drawn("warming", 0.4)).toContain("40 100");
  expect(await drawn("cold", 0.4)).not.toContain("40 100");
});
