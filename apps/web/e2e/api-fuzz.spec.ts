import { expect, test } from "@playwright/test";
import { fuzzRequests } from "./fuzz/fuzz-requests.ts";

test("2,000 mutated requests each get an answer or a clear 4xx", async ({ baseURL, request }) => {
  const { faults, outcomes } = await fuzzRequests({
    baseUrl: baseURL ?? "",
    count: 2_000,
    seed: 20_261_120,
  });
  expect(faults).toEqual([]);
  // Guards the check itself: the storm reaches both the models and the checks.
  expect(outcomes["200"]).toBeGreaterThan(200);
  expect(outcomes["400"]).toBeGreaterThan(200);
  expect((await request.post("/predict", { data: { text: ["fine"] } })).status()).toBe(200);
});
