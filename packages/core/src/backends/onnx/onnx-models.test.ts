import { fileURLToPath } from "node:url";
import { embeddedModelFolders } from "../../models/embedded-models.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { testBackendContract } from "../../testing/backend-contract.ts";
import { modelRequests } from "../../testing/model-requests.ts";
import { OnnxBackend } from "./onnx-backend.ts";

testBackendContract(
  "OnnxBackend with the embedded models",
  () =>
    new OnnxBackend({
      workerUrl: new URL("./onnx-worker.ts", import.meta.url),
      modelSource: {
        baseUrl: fileURLToPath(new URL("../../../../../apps/web/static/models/", import.meta.url)),
        models: embeddedModelFolders,
      },
      threads: 2,
      maxQueued: 8,
      clock: systemClock,
    }),
  modelRequests,
);
