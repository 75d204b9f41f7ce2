import { describe, expect, it } from "vitest";
import { awsError } from "../../testing/fake-endpoint-calls.ts";
import { decodeCallError, decodeInvokeError, isDenied } from "./decode-call-error.ts";

const noCapacity = "Inference Component has no capacity to process this request.";

function refusal(name: string, message: string, httpStatusCode = 400): Error {
  return Object.assign(awsError(name, message), { $metadata: { httpStatusCode } });
}

describe("errors of SageMaker calls", () => {
  it("are cold in SageMaker's own words only, at their beginning", () => {
    expect(decodeInvokeError(refusal("ValidationError", noCapacity))).toBe("cold");
    expect(decodeInvokeError(refusal("ValidationError", `"${noCapacity}" is no text`))).toBe(
      "failed",
    );
    expect(decodeInvokeError(refusal("ValidationError", noCapacity, 500))).toBe("failed");
    expect(decodeInvokeError(refusal("ModelError", noCapacity, 424))).toBe("failed");
  });

  it("are failures when they are of no known form", () => {
    for (const error of [null, undefined, "text", {}, new TypeError("fetch failed")]) {
      expect(decodeInvokeError(error)).toBe("failed");
      expect(isDenied(error)).toBe(false);
    }
  });

  it("are told to the log in one line", () => {
    expect(decodeCallError(refusal("ValidationException", "Could not find it."))).toBe(
      "ValidationException: Could not find it.",
    );
    expect(decodeCallError("text")).toBe("string");
  });
});
