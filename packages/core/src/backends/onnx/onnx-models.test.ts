import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { embeddedModelFolders } from "../../models/embedded-models.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { testBackendContract } from "../../testing/backend-contract.ts";
import { collect } from "../../testing/collect.ts";
import { modelRequests } from "../../testing/model-requests.ts";
import { OnnxBackend } from "./onnx-backend.ts";

const never = new AbortController().signal;

function makeBackend(): OnnxBackend {
  return new OnnxBackend({
    workerUrl: new URL("./onnx-worker.ts", import.meta.url),
    modelSource: {
      baseUrl: fileURLToPath(new URL("../../../../../apps/web/static/models/", import.meta.url)),
      models: embeddedModelFolders,
    },
    threads: 1,
    clock: systemClock,
  });
}

testBackendContract("OnnxBackend with the embedded models", makeBackend, modelRequests, {
  isShared: true,
});

describe("OnnxBackend with the embedded models", () => {
  // A thread that is ended from outside while native code runs takes the whole process with it.
  it("is closed in the middle of the model's work without harm to the process", async () => {
    for (let round = 0; round < 2; round += 1) {
      const backend = makeBackend();
      await collect(backend.run(modelRequests.valid, never));
      const cut = collect(backend.run(modelRequests.long, never));
      const ended = expect(cut).rejects.toMatchObject({ code: "aborted" });
      await systemClock.wait(40);
      await backend.close();
      await ended;
    }
  });
});
