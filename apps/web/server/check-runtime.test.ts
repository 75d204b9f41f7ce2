import { expect, test } from "vitest";
import { missingFeatures } from "./check-runtime.ts";

test("a Node without what the server needs is told by its version, with what is missing and what to do", () => {
  const message = missingFeatures({ "URL.parse": undefined, "Array.from": Array.from }, "20.1.0");
  expect(message).toContain("Node 20.1.0 is too old");
  expect(message).toContain("no URL.parse.");
  expect(message).toContain("npm start");
});

test("nothing is said where all is there", () => {
  expect(missingFeatures({ "URL.parse": URL.parse.bind(URL) }, "26.0.0")).toBeNull();
});
