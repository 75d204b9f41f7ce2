import type { AnyTask, EndpointStatus } from "@pilotlight/core";
import { describe, expect, test } from "vitest";
import { coldStatus, noWakeLeft } from "../testing/cold-status.ts";
import { echo } from "../testing/toy-task.ts";
import { answersNow, backendOptionsWithLargeModel } from "./backend-options-with-large-model.ts";

const states = {
  cold: coldStatus,
  warming: { ...coldStatus, temperature: "warming" },
  warm: { ...coldStatus, temperature: "warm", available: true },
  busy: { ...coldStatus, temperature: "warm" },
  down: { ...coldStatus, temperature: "down" },
} as const satisfies Record<string, EndpointStatus>;

/** A task whose runs wake the large model under the usual policy. */
const waking: AnyTask = { ...echo, wakesLargeModel: true };

const host = "text.example.org";

function find(state: keyof typeof states, choice: string, task: AnyTask = echo) {
  const option = backendOptionsWithLargeModel(states[state], task).find(
    (one) => one.choice === choice,
  );
  if (!option) throw new Error(`There is no choice ${choice}`);
  return { isSent: option.isSent, words: option.destination(host) };
}

describe("where the text goes", () => {
  test("is said for every choice, in every state, with the server's host where it is sent", () => {
    for (const status of Object.values(states)) {
      const all = backendOptionsWithLargeModel(status, waking);
      expect(all.map(({ label }) => label)).toEqual([
        "Automatic",
        "Large model",
        "This device",
        "This server",
      ]);
      for (const option of all) {
        const words = option.destination(host);
        if (option.isSent)
          expect(words).toMatch(/^Your text is sent to this server \(text\.example/u);
        else expect(words).toMatch(/^Your text stays on this device/u);
      }
    }
  });

  test.each(["cold", "warming", "busy", "down"] as const)(
    "is this device for an automatic run while the large model is %s",
    (state) => {
      expect(find(state, "auto").isSent).toBe(false);
      expect(find(state, "auto").words).toMatch(/only if this device cannot answer/u);
    },
  );

  test("is the large model for an automatic run while it is awake", () => {
    expect(find("warm", "auto")).toEqual({
      isSent: true,
      words:
        "Your text is sent to this server (text.example.org) for the large model, which is awake. If that fails, this device answers.",
    });
  });

  test("is nowhere else on this device, in every state", () => {
    for (const state of ["cold", "warming", "warm", "busy", "down"] as const) {
      expect(find(state, "browser")).toEqual({
        isSent: false,
        words: "Your text stays on this device. Nothing is sent.",
      });
    }
  });
});

describe("what a run wakes", () => {
  test("is said where the policy covers the task, and only there", () => {
    expect(find("cold", "auto", waking).words).toMatch(
      /A run also wakes the large model, without/u,
    );
    expect(find("cold", "auto", echo).words).not.toMatch(/wakes/u);
    expect(find("warming", "auto", waking).words).not.toMatch(/wakes/u);
  });

  test("is not promised when it cannot be woken", () => {
    const [automatic, large] = backendOptionsWithLargeModel(
      { ...coldStatus, wake: noWakeLeft },
      waking,
    );
    expect(automatic?.destination("")).not.toMatch(/wakes/u);
    expect(large?.destination("")).toMatch(/cannot be woken: 12 wakes were used today/u);
  });

  test("is the wait that a run for the large model takes on", () => {
    expect(find("cold", "large").words).toMatch(/the run wakes it and waits/u);
    expect(find("warming", "large").words).toMatch(/waking: the run waits/u);
  });
});

test("only a large model that is warm and has room answers now", () => {
  const now = Object.entries(states).filter(([, status]) => answersNow(status));
  expect(now.map(([state]) => state)).toEqual(["warm"]);
  expect(answersNow({ ...states.down, available: true })).toBe(false);
});
