// `npm run preview`, `destroy`, `outputs` and `pulumi`.
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Plan } from "./testing/fake-programs.ts";
import { CliFixture } from "./testing/cli-fixture.ts";

const repositoryUrl = "123456789012.dkr.ecr.us-east-1.amazonaws.com/pilotlight-test-web";
const image = `${repositoryUrl}@sha256:${"a".repeat(64)}`;
const zeros = `${repositoryUrl}@sha256:${"0".repeat(64)}`;
const complete = { phase: "complete", repositoryUrl, url: "https://d1.cloudfront.net", image };
const stage = `config:
  pilotlight:settings:
    region: us-east-1
    hosting: none
`;

let fixture: CliFixture;

async function start(plan: Plan = {}): Promise<CliFixture> {
  const started = await CliFixture.start({ complete, ...plan });
  onTestFinished(() => started[Symbol.asyncDispose]());
  started.writeStage("test", stage);
  return started;
}

beforeEach(async () => {
  fixture = await start();
});

/** Every call that would change something outside of a throw-away backend. */
function changes(): readonly string[] {
  return fixture.calls.filter((call) => /^pulumi (?:up|destroy|stack select)/u.test(call));
}

describe("npm run preview", () => {
  it("shows a running stage with the image that runs, and changes nothing", async () => {
    fixture.setOutputs(complete);
    const { code } = await fixture.run(["preview", "test"]);
    expect(fixture.calls.at(-1)).toMatch(
      /^pulumi preview --stack test --config-file \S+ with \S+@sha256:a+$/u,
    );
    expect(changes()).toEqual([]);
    expect(fixture.read("Pulumi.test.yaml")).toBe(stage);
    expect(fixture.read(".deployed/Pulumi.test.yaml")).toBeUndefined();
    expect(code).toBe(0);
  });

  it("takes the newest image of the registry where the stack does not tell its own", async () => {
    fixture.setOutputs({ ...complete, image: null });
    fixture.aws.account.images
      .set("older", `sha256:${"c".repeat(64)}`)
      .set("newer", `sha256:${"b".repeat(64)}`);
    await fixture.run(["preview", "test"]);
    expect(fixture.calls.at(-1)).toMatch(/with \S+@sha256:b+$/u);
  });

  it("shows the whole of a stage that has only its foundation", async () => {
    fixture.setOutputs({ phase: "foundation", repositoryUrl });
    const { output } = await fixture.run(["preview", "test"]);
    expect(output).toContain("one with a digest of zeros stands for it");
    expect(fixture.calls.at(-1)).toContain(`with ${zeros}`);
  });

  it("shows the whole of a fresh stage on a backend that is thrown away", async () => {
    const { code } = await fixture.run(["preview", "test"]);
    expect(fixture.calls.slice(-2)).toEqual([
      "pulumi stack select --create --secrets-provider passphrase test",
      expect.stringMatching(
        /^pulumi preview --stack test --config-file \S+ with \S+ on a backend of its own$/u,
      ),
    ]);
    expect(fixture.programs.outputs).toBeUndefined();
    expect(fixture.read(".deployed/Pulumi.test.yaml")).toBeUndefined();
    expect(code).toBe(0);
  });

  it("needs no backend of one's own for a fresh stage", async () => {
    fixture = await start({ fail: { "pulumi whoami": "error: not logged in" } });
    const { code } = await fixture.run(["preview", "test"]);
    expect(fixture.calls.at(-1)).toContain("on a backend of its own");
    expect(code).toBe(0);
  });

  it("lists what would be made where there are no credentials at all", async () => {
    const noKeys = Object.assign(new Error("No keys."), { name: "CredentialsProviderError" });
    fixture.awsOptions = {
      ...fixture.awsOptions,
      credentials: () => Promise.reject(noKeys),
    };
    const { code, output } = await fixture.run(["preview", "test"]);
    const made = /All of "test" would be made, (?<count>\d+) resources:/u.exec(output)?.groups;
    expect(Number(made?.["count"])).toBe(output.split("\n  + ").length - 1);
    expect(Number(made?.["count"])).toBeGreaterThan(30);
    expect(output).toContain("  + aws:ecs/service:Service web\n");
    expect(fixture.calls).toEqual([]);
    expect(code).toBe(0);
  });

  it("does not take keys that AWS refuses for no keys", async () => {
    fixture.aws.account.knowsCredentials = false;
    const { code, errorOutput } = await fixture.run(["preview", "test"]);
    expect(errorOutput).toContain("AWS gives no access");
    expect(code).toBe(1);
  });
});

describe("npm run destroy", () => {
  it("says as whom, takes the stage away and forgets what was deployed", async () => {
    await fixture.run(["deploy", "test", "--yes", "--image", image]);
    const { code, output } = await fixture.run(["destroy", "test", "--yes"]);
    expect(output).toContain("Acting as arn:aws:iam::123456789012:user/test in us-east-1.");
    expect(output).toContain('Nothing of "test" runs any more.');
    expect(changes()).toContain(`pulumi destroy --stack test --yes with ${image}`);
    expect(fixture.read(".deployed/Pulumi.test.yaml")).toBeUndefined();
    expect(code).toBe(0);
  });

  it.each([
    ["no longer validate", stage.replace("none", "tpu")],
    ["are cut", "config: [\n"],
  ])("works for a stage whose settings %s", async (_, yaml) => {
    fixture.writeStage("test", yaml);
    fixture.setOutputs(complete);
    const { code } = await fixture.run(["destroy", "test", "--yes"], { AWS_REGION: "us-east-1" });
    expect(changes()).toEqual([expect.stringContaining("pulumi destroy --stack test --yes")]);
    expect(code).toBe(0);
  });

  it("says so when there is nothing to take away, and when no region is known", async () => {
    const none = await fixture.run(["destroy", "test", "--yes"]);
    expect(none.errorOutput).toContain('"test" has no stack');
    fixture.writeStage("test", "config: {}\n");
    const nowhere = await fixture.run(["destroy", "test", "--yes"]);
    expect(nowhere.errorOutput).toContain("names no region. Set AWS_REGION");
    expect(changes()).toEqual([]);
  });
});

describe("npm run outputs", () => {
  it("prints the outputs as JSON", async () => {
    fixture.setOutputs(complete);
    const { output, code } = await fixture.run(["outputs", "test"]);
    expect(JSON.parse(output)).toEqual(complete);
    expect(code).toBe(0);
  });

  it.each([
    ["before the first deployment", undefined],
    ["after the stage was taken away", {}],
  ])("says that nothing runs %s", async (_, outputs) => {
    if (outputs) fixture.setOutputs(outputs);
    const { errorOutput, code } = await fixture.run(["outputs", "test"]);
    expect(errorOutput).toContain('"test" is not deployed: nothing of it runs.');
    expect(code).toBe(1);
  });
});

describe("npm run pulumi", () => {
  it("hands any words on, on the stage's stack and with its settings", async () => {
    const words = ["pulumi", "test", "state", "delete", "urn:x", "--force"];
    const { code } = await fixture.run(words);
    expect(fixture.calls).toEqual(["pulumi state delete urn:x --force --stack test"]);
    expect(fixture.read(".deployed/Pulumi.test.yaml")).toBe(stage);
    expect(code).toBe(0);
  });

  it("asks for a stage and for words", async () => {
    const { code, errorOutput } = await fixture.run(["pulumi", "test"]);
    expect(errorOutput).toContain("Use: npm run pulumi -- <stage>");
    const wrong = await fixture.run(["pulumi", "No Stage", "cancel"]);
    expect(wrong.errorOutput).toContain('"No Stage" is no stage. There are test.');
    expect([code, wrong.code]).toEqual([1, 1]);
  });
});
