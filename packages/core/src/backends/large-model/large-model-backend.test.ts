import { testLargeModel } from "./testing/large-model-contract.ts";
import { openScripted } from "./testing/scripted-client.ts";

testLargeModel("a large model", openScripted);
