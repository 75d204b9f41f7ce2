// The workflow file by its content: GitHub's runner is not on this machine, so what it would do is
// read from the file, and what it names is looked up.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const repository = fileURLToPath(new URL("../../../../", import.meta.url));
const text = readFileSync(join(repository, ".github/workflows/deliver.yml"), "utf8");
const manifest = v.parse(
  v.object({ scripts: v.record(v.string(), v.string()) }),
  JSON.parse(readFileSync(join(repository, "package.json"), "utf8")),
);

const names = v.record(v.string(), v.string());
const jobSchema = v.object({
  if: v.optional(v.string(), ""),
  needs: v.optional(v.array(v.string()), []),
  "runs-on": v.string(),
  "timeout-minutes": v.number(),
  environment: v.optional(v.string()),
  permissions: v.optional(names),
  concurrency: v.optional(v.object({ group: v.string(), "cancel-in-progress": v.boolean() })),
  strategy: v.optional(v.object({ matrix: v.object({ stage: v.array(v.string()) }) })),
  steps: v.array(
    v.object({
      uses: v.optional(v.string()),
      run: v.optional(v.string()),
      with: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
      env: v.optional(names, {}),
    }),
  ),
});
const workflow = v.parse(
  v.object({
    on: v.record(v.string(), v.unknown()),
    defaults: v.object({ run: v.object({ shell: v.string() }) }),
    permissions: names,
    jobs: v.record(v.string(), jobSchema),
  }),
  parse(text),
);
const jobs = Object.entries(workflow.jobs);
const allSteps = jobs.flatMap(([, { steps }]) => steps);

function jobOf(name: string) {
  const job = workflow.jobs[name];
  if (!job) throw new Error(`There is no job "${name}".`);
  return job;
}

/** Everything that a job waits for. */
function ancestors(name: string): readonly string[] {
  return jobOf(name).needs.flatMap((before) => [before, ...ancestors(before)]);
}

describe("the delivery workflow", () => {
  it("runs all tests, and builds and runs the image, on every change", () => {
    expect(Object.keys(workflow.on).toSorted()).toEqual(["pull_request", "push"]);
    expect(jobOf("test").if + jobOf("image").if).toBe("");
    expect(jobOf("test").steps.map(({ run }) => run)).toContain("npm test");
    expect(jobOf("image").steps.map(({ run }) => run)).toContain("npm run proof -- image");
  });

  it("lists what the image is made of, with licences and advisories, on every change", () => {
    const { if: condition, steps } = jobOf("supply-chain");
    expect(condition).toBe("");
    const lines = steps.map(({ run = "" }) => run.split(" | ")[0]).filter(Boolean);
    expect(lines).toEqual(["npm run licenses", "npm run sbom", "npm run audit"]);
    const [upload] = steps.filter(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
    expect(manifest.scripts["sbom"]).toContain(`--out ${String(upload?.with["path"])}`);
  });

  it("deploys nothing that has not passed the tests and been built", () => {
    expect(ancestors("deploy")).toEqual(expect.arrayContaining(["test", "image"]));
    expect(ancestors("preview")).toContain("test");
  });

  it("gives the right to ask for a role to the two jobs that need one, and to no other", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    const asking = jobs.filter(([, { permissions }]) => permissions?.["id-token"] === "write");
    expect(asking.map(([name]) => name)).toEqual(["preview", "deploy"]);
    for (const [, { permissions }] of asking) {
      expect(permissions).toEqual({ contents: "read", "id-token": "write" });
    }
  });

  it("has no long-lived key: roles only, each of its own job", () => {
    expect(text).not.toMatch(/secrets\.|access-key|ACCESS_KEY|PASSPHRASE/u);
    const roles = allSteps.flatMap(({ uses, with: given }) =>
      uses?.startsWith("aws-actions/configure-aws-credentials@") ? [given["role-to-assume"]] : [],
    );
    expect(roles).toEqual(["${{ vars.AWS_PREVIEW_ROLE }}", "${{ vars.AWS_DEPLOY_ROLE }}"]);
  });

  it("previews only changes from this repository, and never with more than it was given", () => {
    expect(jobOf("preview").if).toContain(
      "github.event.pull_request.head.repo.full_name == github.repository",
    );
    expect(text).not.toContain("pull_request_target");
    const checkouts = allSteps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts).toHaveLength(jobs.length);
    expect(checkouts.every(({ with: given }) => given["persist-credentials"] === false)).toBe(true);
  });

  it("deploys main to staging and tags to prod, in an environment each, one at a time", () => {
    const { if: condition, environment = "", concurrency, steps } = jobOf("deploy");
    expect(condition).toContain("github.event_name == 'push'");
    expect(environment).toBe("${{ github.ref_type == 'tag' && 'prod' || 'staging' }}");
    expect(concurrency).toEqual({ group: `deploy-${environment}`, "cancel-in-progress": false });
    const stages = steps.flatMap(({ env }) => env["STAGE"] ?? []);
    expect(new Set(stages)).toEqual(new Set([environment]));
  });

  it("names stages that there are", () => {
    const stages = [...(jobOf("preview").strategy?.matrix.stage ?? []), "staging", "prod"];
    const missing = stages.filter(
      (stage) => !existsSync(join(repository, `packages/infra-pulumi/Pulumi.${stage}.yaml`)),
    );
    expect(missing).toEqual([]);
  });

  it("runs npm scripts that there are", () => {
    const called = allSteps.flatMap(({ run = "" }) =>
      [...run.matchAll(/npm (?:run )?(?<script>[a-z:]+)/gu)].map(
        ({ groups }) => groups?.["script"],
      ),
    );
    expect(called).toEqual(expect.arrayContaining(["test", "preview", "deploy", "outputs"]));
    expect(called.filter((script) => !Object.hasOwn(manifest.scripts, script ?? ""))).toEqual([]);
  });

  it("puts no expression into a shell line, where its text would be run", () => {
    expect(allSteps.filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });

  it("fails a line when the first part of its pipe does", () => {
    expect(allSteps.some(({ run }) => run?.includes("| tee"))).toBe(true);
    expect(workflow.defaults.run.shell).toBe("bash");
  });

  it("names the full commit of every action with its version, one of each, and a time-out of every job", () => {
    const actions = text
      .split("\n")
      .flatMap((line) => /uses: (?<action>.*)$/u.exec(line)?.[1] ?? []);
    expect(actions).toHaveLength(allSteps.filter(({ uses }) => uses !== undefined).length);
    expect(
      actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/u.test(action)),
    ).toEqual([]);
    const names = actions.map((action) => action.split("@")[0]);
    expect(new Set(actions).size).toBe(new Set(names).size);
    expect(jobs.every(([, job]) => job["timeout-minutes"] <= 90)).toBe(true);
  });
});
