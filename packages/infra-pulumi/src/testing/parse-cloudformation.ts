import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import type { PropertyType, SpecDatabase } from "@aws-cdk/service-spec-types";

let loaded: SpecDatabase | undefined;

/** CloudFormation's own schema of every resource type: 2.6 MB, read once, when it is first asked for. */
export function cloudFormationSchema(): SpecDatabase {
  loaded ??= loadAwsServiceSpecSync();
  return loaded;
}

type Properties = Readonly<Record<string, { type: PropertyType; required?: boolean }>>;

/**
 * What CloudFormation's schema says against a resource's inputs: unknown names, missing ones, wrong
 * kinds, and words that are not in a list. Names are compared without case, as the providers differ.
 */
export function checkAgainstCloudFormation(
  cloudFormationType: string,
  inputs: Readonly<Record<string, unknown>>,
): readonly string[] {
  const resource = cloudFormationSchema()
    .lookup("resource", "cloudFormationType", "equals", cloudFormationType)
    .only();
  return checkObject(inputs, resource.properties, cloudFormationType);
}

function checkObject(value: unknown, properties: Properties, path: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [`${path} is no object`];
  const known = new Map(Object.entries(properties).map(([name, it]) => [name.toLowerCase(), it]));
  const given = new Map(Object.entries(value).map(([name, it]) => [name.toLowerCase(), it]));
  const missing = [...known]
    .filter(([name, { required }]) => required === true && given.get(name) === undefined)
    .map(([name]) => `${path}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, item]: [string, unknown]) => {
    if (item === undefined) return [];
    const property = known.get(name.toLowerCase());
    if (!property) return [`${path}.${name} is unknown`];
    return checkValue(item, property.type, `${path}.${name}`);
  });
  return [...missing, ...wrong];
}

function checkValue(value: unknown, type: PropertyType, path: string): readonly string[] {
  switch (type.type) {
    case "string": {
      if (typeof value !== "string") return [`${path} is no text`];
      const words: readonly string[] = type.allowedValues ?? [];
      return words.length === 0 || words.includes(value)
        ? []
        : [`${path} is ${value}, not ${words.join(" or ")}`];
    }
    case "integer":
    case "number":
      return typeof value === "number" ? [] : [`${path} is no number`];
    case "boolean":
      return typeof value === "boolean" ? [] : [`${path} is neither true nor false`];
    case "array":
      if (!Array.isArray(value)) return [`${path} is no list`];
      return value.flatMap((item, index) => checkValue(item, type.element, `${path}.${index}`));
    case "map":
      return Object.entries(value as object).flatMap(([name, item]) =>
        checkValue(item, type.element, `${path}.${name}`),
      );
    case "ref": {
      const { properties } = cloudFormationSchema().get("typeDefinition", type.reference.$ref);
      return checkObject(value, properties, path);
    }
    case "tag":
      return checkObject(value, tagProperties, path);
    // CloudFormation's own words for "anything"; there is nothing to hold a value to.
    case "date-time":
    case "json":
    case "null":
    case "union":
      return [];
  }
}

const tagProperties: Properties = {
  Key: { type: { type: "string" }, required: true },
  Value: { type: { type: "string" }, required: true },
};
