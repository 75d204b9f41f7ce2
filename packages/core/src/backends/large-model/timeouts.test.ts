import { expect, it } from "vitest";
import { defaultTimeouts, timeoutsFor } from "./timeouts.ts";

it("a server that is given longer has longer at each step, and one that is given less has less", () => {
  expect(timeoutsFor(280_000)).toEqual({
    firstTokenMs: 140_000,
    betweenTokensMs: 70_000,
    streamMs: 560_000,
    wholeReplyMs: 280_000,
  });
  expect(timeoutsFor(8_000)).toEqual({
    firstTokenMs: 4_000,
    betweenTokensMs: 2_000,
    streamMs: defaultTimeouts.streamMs,
    wholeReplyMs: 8_000,
  });
});
