import type { EndpointStatus } from "@pilotlight/core";

/** A large model that sleeps and may be woken, an hour after its server began to watch it. */
export const coldStatus: EndpointStatus = {
  temperature: "cold",
  model: "Mistral-7B-Instruct",
  words: "asleep",
  condition: { code: "asleep", wakeSeconds: 300 },
  staleMinutes: null,
  available: false,
  sinceSeconds: 600,
  secondsToWarm: null,
  wakeSeconds: 300,
  wakePolicy: "summarization",
  wake: { allowed: true, wakesLeftToday: 12 },
  cost: {
    since: "2026-11-21T08:00:00.000Z",
    watchedSeconds: 3600,
    awakeSeconds: 1200,
    estimatedUsd: 0.505,
    alwaysOnUsd: 1.515,
    hourlyUsd: 0,
    instanceHourlyUsd: 1.515,
    instanceType: "ml.g5.2xlarge",
    priceSource: "a price table of 2026-03",
  },
};

/** What it says of a wake when the day's are used up. */
export const noWakeLeft = {
  allowed: false,
  wakesLeftToday: 0,
  why: "12 wakes were used today",
  whyFacts: { code: "never" },
} as const;
