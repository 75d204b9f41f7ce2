// An endpoint that a stopped deployment left behind: the state does not name it, and it costs.
import { beforeEach, describe, expect, it } from "vitest";
import {
  changesOf,
  complete,
  cpuStage,
  gpuStage,
  startFixture,
  storeModel,
  withBucket,
} from "./testing/deploy-fixtures.ts";
import type { CliFixture } from "./testing/cli-fixture.ts";

const left = { status: "Creating", component: "Creating", reason: "" };
const known = ["aws-native:sagemaker:Endpoint", "aws-native:sagemaker:InferenceComponent"];
let fixture: CliFixture;

async function withEndpoint(plan: Parameters<typeof startFixture>[0] = {}): Promise<CliFixture> {
  const started = await startFixture(plan);
  started.writeStage("test", gpuStage);
  storeModel(started);
  started.setOutputs(withBucket);
  started.aws.account.endpoint = left;
  return started;
}

beforeEach(async () => {
  fixture = await withEndpoint();
});

/** What SageMaker was asked to delete. */
function deletions(): readonly string[] {
  return fixture.calls.filter((call) => call.startsWith("aws Delete"));
}

describe("npm run deploy", () => {
  it("stops at an endpoint that the state does not name, and says both ways on", async () => {
    const { code, errorOutput } = await fixture.run(["deploy", "test", "--yes"]);
    expect(code).toBe(1);
    expect(errorOutput).toContain(
      "SageMaker has the inference component pilotlight-test (Creating) and the endpoint pilotlight-test (Creating), which the stage's state does not name",
    );
    expect(errorOutput).toContain("add --delete-left-over; to keep it, log Pulumi in");
    expect([...changesOf(fixture), ...deletions()]).toEqual([]);
  });

  it("deletes it first where that is said, the component before the endpoint, as often as it takes", async () => {
    fixture.aws.account.refusedDeletions = 2;
    const { code } = await fixture.run(["deploy", "test", "--yes", "--delete-left-over"]);
    expect(code).toBe(0);
    const [component, endpoint] = ["aws DeleteInferenceComponent", "aws DeleteEndpoint"];
    expect(deletions()).toEqual([component, component, component, endpoint]);
    const last = fixture.calls.lastIndexOf("aws DeleteEndpoint");
    expect(fixture.calls.findIndex((call) => call.startsWith("pulumi up"))).toBeGreaterThan(last);
  });

  it("gives up on one that SageMaker does not delete within an hour", async () => {
    fixture.aws.account.refusedDeletions = Infinity;
    let nowMs = 0;
    const { code, errorOutput } = await fixture.run(
      ["deploy", "test", "--yes", "--delete-left-over"],
      {},
      {
        nowMs: () => nowMs,
        wait: async (ms) => {
          nowMs += ms * 40;
        },
      },
    );
    expect(code).toBe(1);
    expect(errorOutput).toContain("SageMaker still has the inference component pilotlight-test");
    expect(changesOf(fixture)).toEqual([]);
  });

  it("leaves an endpoint alone that the state names", async () => {
    fixture = await withEndpoint({ known });
    expect((await fixture.run(["deploy", "test", "--yes", "--delete-left-over"])).code).toBe(0);
    expect(deletions()).toEqual([]);
  });

  it("finds one on a stage that has no GPU any more", async () => {
    fixture.writeStage("test", cpuStage);
    fixture.setOutputs(complete);
    const { code, errorOutput } = await fixture.run(["deploy", "test", "--yes"]);
    expect(code).toBe(1);
    expect(errorOutput).toContain("does not name");
  });

  it("goes on where SageMaker may not be asked, and says what was not checked", async () => {
    fixture.aws.account.refused.add("DescribeInferenceComponent");
    const { code, output } = await fixture.run(["deploy", "test", "--yes"]);
    expect(code).toBe(0);
    expect(output).toContain("whether a stopped deployment left an endpoint was not checked");
  });
});

describe("npm run destroy", () => {
  it("does not say that all is gone while SageMaker has an endpoint", async () => {
    const { code, output, errorOutput } = await fixture.run(["destroy", "test", "--yes"]);
    expect(code).toBe(1);
    expect(output).not.toContain("Nothing of");
    expect(errorOutput).toContain("add --delete-left-over");
    expect(deletions()).toEqual([]);
  });

  it("takes it away, too, where that is said", async () => {
    const { code } = await fixture.run(["destroy", "test", "--yes", "--delete-left-over"]);
    expect(code).toBe(0);
    expect(fixture.aws.account.endpoint).toBeNull();
  });
});
