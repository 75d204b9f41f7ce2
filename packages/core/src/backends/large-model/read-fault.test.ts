import { describe, expect, it } from "vitest";
import { InferenceError } from "../../contract/inference-error.ts";
import { ChatFault } from "./chat-codec.ts";
import type { FaultRow } from "./model-client.ts";
import { errorOf, factsOf, readFault } from "./read-fault.ts";

const busy: FaultRow = {
  code: "endpoint-throttled",
  words: "Busy.",
  retryAfterMs: 5000,
  shows: "throttled",
  wakes: false,
};
const client = { readFault: () => ({ row: busy, facts: factsOf("Busy"), refusal: null }) };

describe("a fault of a chat", () => {
  it("keeps the words of a time-out", () => {
    const late = new InferenceError("timeout", "No answer within 30 s.", { retryable: true });
    expect(readFault(client, late)).toMatchObject({
      row: { code: "timeout", words: late.message, shows: "failed", wakes: false },
      facts: { name: "timeout" },
    });
  });

  it("keeps the words of the model's server from users and the log, and gives them to the codec", () => {
    const { row, facts, refusal } = readFault(client, new ChatFault("refused", "my diary"));
    expect(row).toMatchObject({ code: "backend-failed", shows: "failed" });
    expect(JSON.stringify([row, facts])).not.toContain("diary");
    expect(refusal).toBe("my diary");
  });

  it("is what the provider's table says, else", () => {
    expect(readFault(client, new Error("of a socket")).row).toBe(busy);
  });

  it("becomes an error that another backend may do better", () => {
    expect(errorOf(busy)).toMatchObject({
      code: "endpoint-throttled",
      message: "Busy.",
      retryable: true,
      details: { retryAfterMs: 5000 },
    });
    const { retryAfterMs, ...atOnce } = busy;
    expect(retryAfterMs).toBe(5000);
    expect(errorOf(atOnce).details).toEqual({});
  });
});
