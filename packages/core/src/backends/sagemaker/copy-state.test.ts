import { describe, expect, it } from "vitest";
import { type ComponentFacts, copyStateOf } from "./copy-state.ts";

const asleep: ComponentFacts = {
  componentStatus: "InService",
  endpointStatus: "InService",
  currentCopies: 0,
  desiredCopies: 0,
};
const running = { ...asleep, currentCopies: 1, desiredCopies: 1 };

describe("what Describe calls tell of the copies", () => {
  it.each([
    ["no copies, none wanted", asleep, "none"],
    ["none wanted, the last one leaving", { ...asleep, componentStatus: "Updating" }, "none"],
    ["statuses that are not known", { ...asleep, componentStatus: "", endpointStatus: "" }, "none"],
    ["a copy wanted", { ...asleep, componentStatus: "Updating", desiredCopies: 1 }, "coming"],
    ["a component in the making", { ...asleep, componentStatus: "Creating" }, "coming"],
    ["a running copy", running, "running"],
    ["a running copy and a second one wanted", { ...running, desiredCopies: 2 }, "running"],
    [
      "a running copy, the endpoint updating",
      { ...running, endpointStatus: "Updating" },
      "running",
    ],
    ["a component that failed to start", { ...asleep, componentStatus: "Failed" }, "broken"],
    ["a component that is deleted", { ...asleep, componentStatus: "Deleting" }, "broken"],
    ["a failed update, the old copy running", { ...running, componentStatus: "Failed" }, "running"],
    ["an endpoint that failed", { ...asleep, endpointStatus: "Failed" }, "broken"],
    ["an endpoint out of service", { ...running, endpointStatus: "OutOfService" }, "broken"],
    ["an endpoint that is deleted", { ...running, endpointStatus: "Deleting" }, "broken"],
  ] as const)("%s", (_what, facts, copy) => {
    expect(copyStateOf(facts)).toBe(copy);
  });
});
