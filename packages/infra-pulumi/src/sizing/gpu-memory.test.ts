import { describe, expect, test } from "vitest";
import { hostCanLoad, kvCacheBytes, kvCacheTokens } from "./gpu-memory.ts";
import { instanceOf, instanceTypes } from "./instances.ts";
import { knownFacts, type ModelFacts, readModelSource } from "./models.ts";

function factsOf(id: string): ModelFacts {
  const facts = knownFacts(readModelSource(`${id}@${"0".repeat(40)}`));
  if (!facts) throw new Error(`${id} is not known.`);
  return facts;
}

const bf16 = factsOf("mistralai/Mistral-7B-Instruct-v0.3");
const awq = factsOf("solidrust/Mistral-7B-Instruct-v0.3-AWQ");

describe("the memory beside Mistral-7B", () => {
  test("in bf16 on one A10G holds some 45,000 tokens", () => {
    expect(kvCacheTokens(bf16, instanceOf("ml.g5.2xlarge"))).toBeGreaterThan(40_000);
    expect(kvCacheTokens(bf16, instanceOf("ml.g5.2xlarge"))).toBeLessThan(50_000);
  });

  test("in AWQ on one A10G holds some 115,000 tokens", () => {
    expect(kvCacheTokens(awq, instanceOf("ml.g5.xlarge"))).toBeGreaterThan(105_000);
    expect(kvCacheTokens(awq, instanceOf("ml.g5.xlarge"))).toBeLessThan(125_000);
  });

  test("is never less than none", () => {
    const huge = { ...bf16, weightBytes: 140e9 };
    expect(kvCacheBytes(huge, instanceOf("ml.g5.2xlarge"))).toBeLessThan(0);
    expect(kvCacheTokens(huge, instanceOf("ml.g5.2xlarge"))).toBe(0);
  });
});

test("16 GiB of host memory load the quantised weights and not the others", () => {
  const able = (facts: ModelFacts) =>
    instanceTypes.filter((type) => hostCanLoad(facts, instanceOf(type)));
  expect(able(awq)).toEqual(instanceTypes);
  expect(able(bf16)).toEqual(instanceTypes.filter((type) => !type.endsWith(".xlarge")));
});
