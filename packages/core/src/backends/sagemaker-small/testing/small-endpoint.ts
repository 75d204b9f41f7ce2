// The small models' endpoint behind a local SageMaker: our own container's routes on a real socket, through
// the real AWS SDK.
import { type SagemakerLocal, startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { onTestFinished, vi } from "vitest";
import { createInvocationsApi } from "../../../http/invocations/invocations-api.ts";
import { systemClock } from "../../../runtime/system-clock.ts";
import type { AnyTask } from "../../../tasks/task.ts";
import { FakeBackend, type FakeStep } from "../../../testing/fake-backend.ts";
import { makeRunService, type QueueLimits } from "../../../testing/make-run-service.ts";
import { serveHttp } from "../../../testing/serve-http.ts";
import type { BackendRequest } from "../../backend.ts";
import { SagemakerClient } from "../../sagemaker/sagemaker-client.ts";
import { SagemakerSmallBackend } from "../sagemaker-small-backend.ts";

type BackendOptions = ConstructorParameters<typeof SagemakerSmallBackend>[0];

interface SmallEndpointOptions extends Partial<Omit<BackendOptions, "client" | "tasks">> {
  readonly tasks: readonly AnyTask[];
  /** What the container's own backend does with a run. */
  readonly script: (request: BackendRequest) => readonly FakeStep[];
  readonly queue?: QueueLimits;
}

/** What a test has of it. */
interface OpenedSmallEndpoint {
  readonly backend: SagemakerSmallBackend;
  /** What runs in the container. */
  readonly inside: FakeBackend;
  readonly local: SagemakerLocal;
  /** What the log was told, as JSON. */
  readonly faults: () => string;
  /** Ends what is behind the backend. */
  closeServers(): Promise<void>;
}

/** Starts all of it. */
export async function startSmallEndpoint({
  tasks,
  script,
  queue = {},
  ...options
}: SmallEndpointOptions): Promise<OpenedSmallEndpoint> {
  const inside = new FakeBackend({ id: "onnx", clock: systemClock, script });
  let calls = 0;
  const api = createInvocationsApi({
    runs: makeRunService({ tasks, backends: [inside], clock: systemClock, ...queue }),
    clock: systemClock,
    maxBodyBytes: 4_000_000,
    allowedOrigins: [],
    readiness: () => ({ ready: true }),
    nextCaller: () => `call ${(calls += 1)}`,
    onFault: () => undefined,
  });
  const container = await serveHttp((request) => api.invocations(request));
  const local = await startSagemakerLocal({ small: container.rootUrl });
  vi.stubEnv("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME", local.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const told: object[] = [];
  const backend = new SagemakerSmallBackend({
    client: new SagemakerClient({
      endpointName: "local-small-endpoint",
      componentName: "",
      region: "us-east-1",
      streamAccept: "text/event-stream",
    }),
    concurrency: 20,
    replies: "stream",
    clock: systemClock,
    timeoutMs: 120_000,
    tasks,
    onFault: (facts) => told.push(facts),
    ...options,
  });
  const closeServers = async () => {
    await local.close();
    await container.close();
    vi.unstubAllEnvs();
  };
  return { backend, inside, local, faults: () => JSON.stringify(told), closeServers };
}

/** The same for one test, which ends it. */
export async function openSmallEndpoint(
  options: SmallEndpointOptions,
): Promise<OpenedSmallEndpoint> {
  const endpoint = await startSmallEndpoint(options);
  onTestFinished(async () => {
    await endpoint.backend.close();
    await endpoint.closeServers();
  });
  return endpoint;
}
