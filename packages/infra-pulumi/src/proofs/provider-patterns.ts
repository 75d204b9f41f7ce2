// Every stage's graph before HashiCorp's AWS provider, which Pulumi's is made of: `terraform validate`
// checks names, texts, numbers and words by the provider's own rules, without an account or a network.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { ResourceGraph } from "../graph/resource-graph.ts";
import { shippedStages } from "../testing/parse-stage-file.ts";
import { graphOf, reusingSettings, richSettings, shippedGraph } from "../testing/stages.ts";
import { tamper } from "../testing/tamper.ts";
import { convertToTerraform } from "./convert-to-terraform.ts";
import { parseProblems, parseResources, type TerraformProblem } from "./parse-terraform.ts";

const pluginFolders = [
  process.env["TF_PLUGIN_DIR"],
  "/opt/tf-plugins",
  join(homedir(), ".terraform.d/plugins"),
];
const sources = { terraform: { required_providers: { aws: { source: "hashicorp/aws" } } } };

/**
 * Validates the stages and one that is spoilt, and prints a line for each.
 * @returns whether all is as it should be; undefined where there is no Terraform with the provider
 */
export async function main(): Promise<boolean | undefined> {
  const plugins = pluginFolders.find(
    (folder) =>
      folder !== undefined && existsSync(join(folder, "registry.terraform.io/hashicorp/aws")),
  );
  if (plugins === undefined || !hasTerraform()) {
    console.log(
      "Absent: terraform on the PATH, and hashicorp/aws in a plugin folder (TF_PLUGIN_DIR). src/rules/text-limits.ts has the patterns as data.",
    );
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "pilotlight-terraform-"));
  try {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(sources));
    terraform(folder, ["init", `-plugin-dir=${plugins}`]);
    const schema = parseResources(terraform(folder, ["providers", "schema", "-json"]));
    const validate = (graph: ResourceGraph) => {
      const resource = convertToTerraform(graph, schema);
      writeFileSync(join(folder, "stage.tf.json"), JSON.stringify({ resource }));
      return parseProblems(terraform(folder, ["validate", "-json"]));
    };
    return await proveStages(validate);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function proveStages(
  validate: (graph: ResourceGraph) => readonly TerraformProblem[],
): Promise<boolean> {
  const all = [
    ...shippedStages.map((stage) => ({ name: stage, record: () => shippedGraph(stage) })),
    { name: "every setting changed", record: () => graphOf(richSettings) },
    { name: "what the account has already", record: () => graphOf(reusingSettings) },
  ];
  let isGood = true;
  for (const { name, record } of all) {
    const problems = validate(await record());
    isGood &&= problems.length === 0;
    console.log(`${name}: ${problems.length === 0 ? "valid" : "refused"}`);
    for (const problem of problems) console.log(`  ${tell(problem)}`);
  }
  const spoilt = tamper(await shippedGraph("prod"), {
    resource: "aws:ec2/securityGroup:SecurityGroup::tasks",
    path: "egress.0.description",
    value: "AWS's services",
  });
  const found = validate(spoilt).some(({ summary }) => summary.includes("egress.0.description"));
  console.log(`an apostrophe in a rule's description: ${found ? "refused" : "not found out"}`);
  return isGood && found;
}

function tell({ summary, detail = "", snippet }: TerraformProblem): string {
  const place = snippet?.context ?? snippet?.code?.trim() ?? "";
  return [place, summary, detail].filter(Boolean).join(": ");
}

function hasTerraform(): boolean {
  try {
    execFileSync("terraform", ["version"], { stdio: "ignore" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

/** What Terraform prints; it ends with 1 for what is not valid, and tells that in its JSON. */
function terraform(folder: string, words: readonly string[]): string {
  try {
    return execFileSync("terraform", [...words], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, CHECKPOINT_DISABLE: "1" },
    });
  } catch (error) {
    const isVerdict = error instanceof Error && "stdout" in error && words[0] === "validate";
    if (isVerdict) return String(error.stdout);
    throw error;
  }
}
