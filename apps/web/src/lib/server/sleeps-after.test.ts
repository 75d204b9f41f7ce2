import { expect, it } from "vitest";
import { sleepsAfterMs } from "./sleeps-after.ts";

it.each([
  ["https://a1b2.eu-west-1.aws.endpoints.huggingface.cloud", undefined, 900_000],
  ["https://a1b2.eu-west-1.aws.endpoints.huggingface.cloud", 0, null],
  ["https://endpoints.huggingface.cloud.example.org", undefined, null],
  ["http://localhost:8000", undefined, null],
  ["http://localhost:8000", 5, 300_000],
] as const)("a server at %s, set to %s minutes, sleeps after %s ms", (url, minutes, ms) => {
  expect(sleepsAfterMs(url, minutes)).toBe(ms);
});
