// The testing door: doubles and the suites that are contracts. Imports Vitest; for tests only.
export { type ContractRequests, testBackendContract } from "./testing/backend-contract.ts";
export { collect } from "./testing/collect.ts";
export { backendEnd, FakeBackend, type FakeStep } from "./testing/fake-backend.ts";
export { endpointStatus, FakeEndpoint } from "./testing/fake-endpoint.ts";
export { type FakeClock, fakeClock } from "./testing/fake-clock.ts";
export { echoTask, unknownTask } from "./testing/echo-task.ts";
export { makeRunService } from "./testing/make-run-service.ts";
