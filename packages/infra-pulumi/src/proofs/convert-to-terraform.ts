// A stage's graph in Terraform's JSON, so that HashiCorp's own AWS provider checks it: Pulumi's `aws`
// package is a bridge to that provider, and checks nothing itself before the first deployment.
import type { GraphResource, ResourceGraph } from "../graph/resource-graph.ts";
import { madeNameLimits } from "../rules/text-limits.ts";
import type { TerraformAttribute, TerraformBlock, TerraformResources } from "./parse-terraform.ts";

type Values = Readonly<Record<string, unknown>>;

/** Terraform's JSON: resources by type and name. */
export type TerraformFile = Readonly<Record<string, Readonly<Record<string, Values>>>>;

// Types whose names the two spell differently.
const otherTypes: Readonly<Record<string, string>> = {
  "lb/loadBalancer": "aws_lb",
  "lb/targetGroup": "aws_lb_target_group",
  "lb/listener": "aws_lb_listener",
  "s3/bucket": "aws_s3_bucket",
  "s3/bucketPublicAccessBlock": "aws_s3_bucket_public_access_block",
  "s3/bucketLifecycleConfiguration": "aws_s3_bucket_lifecycle_configuration",
};
const otherNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_cloudwatch_metric_alarm: { name: "alarm_name" },
  aws_lambda_function: { name: "function_name" },
  aws_lambda_permission: { function: "function_name", name: "statement_id" },
  aws_sns_topic_subscription: { topic: "topic_arn" },
};
// What Pulumi added of its own.
const notTerraforms = new Set(["aws_wafv2_web_acl.region"]);

/**
 * The graph's resources of the classic provider.
 * @throws when the provider's schema does not know a type or an input
 */
export function convertToTerraform(
  { resources }: ResourceGraph,
  schema: TerraformResources,
): TerraformFile {
  const file: Record<string, Record<string, Values>> = {};
  for (const resource of resources.filter(({ type }) => type.startsWith("aws:"))) {
    const type = typeOf(resource, schema);
    const block = schema[type]?.block ?? {};
    const place = (file[type] ??= {});
    const inputs = withCodeFile(named(resource));
    place[resource.name.replaceAll(/\W/gu, "_")] = convertBlock(inputs, block, type);
  }
  return file;
}

/** The name that Pulumi would make, where the inputs have none. */
function named({ type, name, inputs }: GraphResource): Values {
  const hasName = inputs["name"] !== undefined || inputs["namePrefix"] !== undefined;
  return madeNameLimits[type] && !hasName ? { name: `${name}-1a2b3c4`, ...inputs } : inputs;
}

/** Pulumi makes an archive of code itself; Terraform is told where one lies. */
function withCodeFile({ code, ...inputs }: Values): Values {
  return code === undefined ? inputs : { ...inputs, filename: "code.zip" };
}

function typeOf({ type }: GraphResource, schema: TerraformResources): string {
  const path = type.split(":")[1] ?? "";
  const [service = "", kind = ""] = path.split("/");
  const candidates = [otherTypes[path], `aws_${service}_${snake(kind)}`, `aws_${snake(kind)}`];
  const found = candidates.find((name) => name !== undefined && name in schema);
  if (found !== undefined) return found;
  throw new Error(`Terraform's AWS provider has nothing like ${type}.`);
}

function convertBlock(inputs: Values, block: TerraformBlock, path: string): Values {
  const attributes = block.attributes ?? {};
  const blocks = block.block_types ?? {};
  const names = [...Object.keys(attributes), ...Object.keys(blocks)];
  const entries = Object.entries(inputs).flatMap(([key, value]) => {
    if (value === undefined || value === null || notTerraforms.has(`${path}.${key}`)) return [];
    const name = otherNames[path]?.[key] ?? names.find((known) => isSame(known, key));
    if (name === undefined) throw new Error(`${path} has no input like ${key}.`);
    const inner = blocks[name];
    if (inner) {
      const items = listOf(value).map((item) => convertBlock(item, inner.block, `${path}.${key}`));
      return [[name, items] as const];
    }
    const attribute = attributes[name];
    return attribute ? [[name, convertValue(value, attribute, `${path}.${key}`)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function convertValue(value: unknown, attribute: TerraformAttribute, path: string): unknown {
  const { type, nested_type: nested } = attribute;
  if (nested) {
    const convert = (item: Values) => convertBlock(item, { attributes: nested.attributes }, path);
    return Array.isArray(value) ? listOf(value).map(convert) : listOf(value).map(convert)[0];
  }
  const kind: unknown = Array.isArray(type) ? type[0] : undefined;
  const fields = objectFields(type);
  if (fields) {
    // An object in a plain attribute must name all of its fields.
    const empty = Object.fromEntries(fields.map((field) => [field, null]));
    return listOf(value).map((item) => ({
      ...empty,
      ...Object.fromEntries(Object.entries(item).map(([key, inner]) => [snake(key), inner])),
    }));
  }
  return (kind === "list" || kind === "set") && !Array.isArray(value) ? [value] : value;
}

/** `["set", ["object", { … }]]` → the object's fields. */
function objectFields(type: unknown): readonly string[] | undefined {
  const element: unknown = Array.isArray(type) ? type[1] : undefined;
  const fields: unknown =
    Array.isArray(element) && element[0] === "object" ? element[1] : undefined;
  return typeof fields === "object" && fields !== null ? Object.keys(fields) : undefined;
}

function listOf(value: unknown): readonly Values[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item): item is Values => typeof item === "object" && item !== null);
}

/** Pulumi writes `cidrBlocks` for `cidr_blocks`, and lists in the plural: `rules` for `rule`. */
function isSame(terraform: string, key: string): boolean {
  const camel = terraform.replaceAll(/_(?<letter>[a-z0-9])/gu, (_, letter: string) =>
    letter.toUpperCase(),
  );
  return key === camel || key === plural(camel);
}

function plural(word: string): string {
  if (/[^aeiou]y$/u.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}${/(?:s|x|ch)$/u.test(word) ? "es" : "s"}`;
}

function snake(word: string): string {
  return word.replaceAll(/(?<!^)(?=[A-Z])/gu, "_").toLowerCase();
}
