import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorCodes, InferenceError } from "../../contract/inference-error.ts";
import { errorStatus, problemHeaders, toProblem } from "./problem.ts";

const errorsPage = readFileSync(new URL("../../../../../docs/errors.md", import.meta.url), "utf8");

describe("a problem", () => {
  it("says what the error says, with its numbers", () => {
    const error = new InferenceError("body-too-large", "Too large.", { size: 3, limit: 2 });
    expect(toProblem(error)).toEqual({
      type: "about:blank",
      title: "Content Too Large",
      status: 413,
      detail: "Too large.",
      code: "body-too-large",
      retryable: false,
      size: 3,
      limit: 2,
    });
  });

  it("tells when to come back, in the header in whole seconds", () => {
    const full = new InferenceError("overloaded", "Full.", { retryable: true, retryAfterMs: 1200 });
    expect(problemHeaders(toProblem(full))).toMatchObject({ "retry-after": "2" });
    const down = new InferenceError("backend-unavailable", "Down.", { retryable: true });
    expect(toProblem(down)).toMatchObject({ status: 503, retryAfterMs: 2000 });
  });

  it("never shows the text of an unforeseen error", () => {
    const problem = toProblem(new Error("the input was: my diary"));
    expect(problem).toMatchObject({ status: 500, code: "internal" });
    expect(JSON.stringify(problem)).not.toContain("diary");
  });

  it.each(errorCodes)("has a status, a title and a row in docs/errors.md for %s", (code) => {
    const { status, title } = toProblem(new InferenceError(code, "x"));
    expect(status).toBe(errorStatus[code]);
    expect(title).not.toBe("Error");
    const cells = [`\`${code}\``, "[^|]+", String(status), "(?:yes|no|sometimes)", "[^|]+"];
    const row = new RegExp(`^\\| ${cells.join(" +\\| +")} +\\|$`, "m");
    expect(errorsPage).toMatch(row);
  });

  it("has no row in docs/errors.md for a code that is gone", () => {
    const rows = [...errorsPage.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, code]) => code);
    expect(rows.toSorted()).toEqual([...errorCodes].toSorted());
  });
});
