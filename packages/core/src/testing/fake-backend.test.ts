import { testBackendContract } from "./backend-contract.ts";
import { FakeBackend } from "./fake-backend.ts";
import { fakeClock } from "./fake-clock.ts";
import { echoTask } from "./echo-task.ts";
import { echoRequests, echoScript } from "./echo-requests.ts";

const clock = fakeClock({ autoAdvance: true });

testBackendContract(
  "FakeBackend",
  () => new FakeBackend({ id: "onnx", clock, script: echoScript, tasks: [echoTask] }),
  echoRequests,
);
