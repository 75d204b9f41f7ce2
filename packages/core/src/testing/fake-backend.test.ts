import { testBackendContract } from "./backend-contract.ts";
import { FakeBackend } from "./fake-backend.ts";
import { fakeClock } from "./fake-clock.ts";
import { rehearsal } from "./rehearsal.ts";
import { rehearsalRequests, rehearse } from "./rehearsal-requests.ts";

const clock = fakeClock({ autoAdvance: true });

testBackendContract(
  "FakeBackend",
  () => new FakeBackend({ id: "onnx", clock, script: rehearse, tasks: [rehearsal] }),
  rehearsalRequests,
);
