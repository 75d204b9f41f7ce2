import { sentimentAnalysis } from "../tasks/sentiment-analysis/task.ts";
import type { ContractRequests } from "./backend-contract.ts";

const praise = "The staff were kind, the room was lovely and the food was wonderful.";
const complaint = "The room was dirty, the staff were rude and the food was awful.";
const praiseOf = (days: number) =>
  Array.from({ length: days }, (_, day) => `On day ${day}: ${praise}`).join(" ");
const request = (text: string) => ({
  task: sentimentAnalysis,
  input: sentimentAnalysis.parseInput({ text }),
});

/** The contract's requests for a backend that runs the small sentiment model. */
export const modelRequests: ContractRequests = {
  valid: request(praise),
  other: request(complaint),
  inParts: request(praiseOf(40)),
  // About 20,000 tokens: some 150 windows.
  long: request(praiseOf(1200)),
  invalid: { task: sentimentAnalysis, input: { text: "" } },
};
