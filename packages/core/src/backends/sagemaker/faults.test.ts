// Every fault of the local SageMaker, through the real AWS SDK: what the run ends with, what those who
// watch the endpoint are told, and that nothing of the account or the container gets out.
import { confidentialMarks, type FaultName, faultNames } from "@pilotlight/sagemaker-local";
import { describe, expect, it, vi } from "vitest";
import type { InvocationResult } from "../../endpoint/endpoint-state.ts";
import { type ErrorCode, InferenceError, toWireError } from "../../contract/inference-error.ts";
import { sentimentAnalysis } from "../../tasks/sentiment-analysis/task.ts";
import { summarization } from "../../tasks/summarization/task.ts";
import { collect } from "../../testing/collect.ts";
import type { Timeouts } from "../large-model/timeouts.ts";
import { openLocalEndpoint } from "./testing/local-endpoint.ts";

const patiently = { timeout: 60_000 };
const never = new AbortController().signal;
// What users wrote must not come back to them through an error, nor get into the log.
const secret = "Inference Component has no capacity, wrote Xanthippe.";
const requests = {
  streamed: { task: summarization, input: summarization.parseInput({ text: secret }) },
  whole: { task: sentimentAnalysis, input: sentimentAnalysis.parseInput({ text: secret }) },
};
/** Short where the fault is silence, so that the test is; else longer than any machine takes. */
function timeoutsFor(fault: FaultName): Timeouts {
  const patient = 60_000;
  const all = { firstTokenMs: patient, betweenTokensMs: patient, streamMs: patient };
  const timeouts = { ...all, wholeReplyMs: patient };
  if (fault === "hang-mid-stream") return { ...timeouts, betweenTokensMs: 50, wholeReplyMs: 50 };
  const isSilent = fault === "hang" || fault === "slow-drip";
  return isSilent ? { ...timeouts, firstTokenMs: 50, wholeReplyMs: 50 } : timeouts;
}

type Expected = readonly [ErrorCode, InvocationResult];

const faults: Readonly<Record<FaultName, Expected>> = {
  cold: ["endpoint-cold", "cold"],
  throttled: ["endpoint-throttled", "throttled"],
  "throttled-null": ["endpoint-throttled", "throttled"],
  "model-error": ["backend-failed", "answered"],
  "model-error-5xx": ["backend-failed", "failed"],
  busy: ["endpoint-throttled", "throttled"],
  "cold-echo": ["backend-failed", "answered"],
  validation: ["backend-unavailable", "failed"],
  "not-ready": ["backend-unavailable", "throttled"],
  unavailable: ["backend-unavailable", "failed"],
  internal: ["backend-failed", "failed"],
  dependency: ["backend-failed", "failed"],
  "access-denied": ["backend-unavailable", "denied"],
  "expired-token": ["backend-unavailable", "denied"],
  "context-length": ["backend-failed", "answered"],
  "slow-drip": ["timeout", "failed"],
  hang: ["timeout", "failed"],
  "hang-mid-stream": ["timeout", "failed"],
  "mid-stream-error": ["backend-failed", "failed"],
  "mid-stream-internal": ["backend-failed", "failed"],
  "mid-stream-sse-error": ["backend-failed", "failed"],
  truncated: ["backend-failed", "failed"],
  garbage: ["backend-failed", "failed"],
  "bad-reply": ["backend-failed", "answered"],
  "empty-reply": ["backend-failed", "answered"],
  reset: ["network", "failed"],
  "reset-mid-stream": ["network", "failed"],
};

const cases = faultNames.flatMap((fault) =>
  (["streamed", "whole"] as const).map((way) => [fault, way] as const),
);
// Prose is all that a summary can be held to.
const asGoodAsAny = (fault: FaultName, way: string) => fault === "bad-reply" && way === "streamed";

describe("a fault of the endpoint", () => {
  it.each(cases.filter(([fault, way]) => !asGoodAsAny(fault, way)))(
    "%s, %s, becomes an error of ours that another backend may do better",
    async (fault, way) => {
      const endpoint = await openLocalEndpoint(() => ["It ", "is ", "a ", "long ", "reply."], {
        local: { fault },
        timeouts: timeoutsFor(fault),
      });
      const error: unknown = await collect(endpoint.backend.run(requests[way], never)).catch(
        (reason: unknown) => reason,
      );
      const [code, result] = faults[fault];
      expect(error).toBeInstanceOf(InferenceError);
      expect(error).toMatchObject({ code, retryable: true });
      expect(endpoint.results.at(-1)).toBe(result);
      const shown = JSON.stringify(toWireError(error));
      for (const mark of [...confidentialMarks, "Xanthippe", "Error"]) {
        expect(shown).not.toContain(mark);
      }
      expect(endpoint.faults.at(-1)?.code).toBe(code);
      expect(JSON.stringify(endpoint.faults)).not.toContain("Xanthippe");
      // Whatever happened, no call is left open.
      await vi.waitFor(() => {
        expect(endpoint.local.requests.map((request) => request.result)).not.toContain("open");
      }, patiently);
    },
  );

  it("is one of this list, each of which is expected here", () => {
    expect(Object.keys(faults).toSorted()).toEqual(faultNames.toSorted());
  });
});
