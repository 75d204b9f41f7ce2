// Every text that a stage chooses against what AWS takes for it. A text of which nothing is known is a
// problem, too: so no new description can slip past.
import type { GraphResource, ResourceGraph } from "../graph/resource-graph.ts";
import type { GraphProblem, Rule } from "./rule.ts";
import { elsewhere, madeNameLimits, tagLimits, type TextLimit, textLimits } from "./text-limits.ts";

/** A text and where it stands in the inputs. */
interface PlacedText {
  /** Such as `egress.0.description`. */
  readonly path: string;
  readonly text: string;
}

const chosenKey = /(?:description|comment|name|prefix|family|^id)$/iu;
const tagKeys = new Set(["tags", "tagsAll", "defaultTags"]);
const madeSuffix = "-1a2b3c4";

/** Names, descriptions, comments and tags within AWS's patterns and lengths. */
export const textRules: readonly Rule[] = [
  ({ resources }: ResourceGraph) =>
    resources.flatMap((resource) => [
      ...(resource.isInCloud ? checkTexts(resource) : []),
      ...checkTags(resource),
    ]),
];

function checkTexts(resource: GraphResource): readonly GraphProblem[] {
  const { type, name, inputs } = resource;
  const known = textLimits[type] ?? {};
  const chosen = textsIn(inputs).filter(({ path }) => chosenKey.test(lastKey(path)));
  const found = chosen.flatMap((placed) => {
    const limit = known[placed.path.replaceAll(/(?<=\.)\d+(?=\.|$)/gu, "*")];
    if (limit === elsewhere) return [];
    if (limit) return checkText(placed, limit);
    return [
      `Nothing is known of what AWS takes for its ${placed.path}. Add it to src/rules/text-limits.ts.`,
    ];
  });
  const made = madeNameLimits[type];
  const isMade = made && !chosen.some(({ path }) => /^(?:name|namePrefix)$/u.test(path));
  if (isMade) found.push(...checkText({ path: "made name", text: name + madeSuffix }, made));
  return found.map((message) => ({ resource: `${type}::${name}`, message }));
}

function checkTags({ type, name, inputs }: GraphResource): readonly GraphProblem[] {
  const tags = Object.entries(inputs).filter(([key]) => tagKeys.has(key));
  return tags
    .flatMap(([key, value]) => tagsIn(value, key))
    .flatMap(({ path, key, value }) => [
      ...checkText({ path: `${path} key`, text: key }, tagLimits.key),
      ...checkText({ path, text: value }, tagLimits.value),
    ])
    .map((message) => ({ resource: `${type}::${name}`, message }));
}

function checkText({ path, text }: PlacedText, limit: TextLimit): string[] {
  const shown = `Its ${path} "${text}"`;
  if (text.length > limit.maxLength) {
    return [
      `${shown} has ${text.length} characters; AWS allows ${limit.maxLength} (${limit.source}).`,
    ];
  }
  if (limit.pattern.test(text)) return [];
  return [`${shown} has characters that AWS refuses (${limit.source}).`];
}

/** All texts below some inputs, tags aside. */
function textsIn(value: unknown, path: readonly string[] = []): readonly PlacedText[] {
  if (typeof value === "string") return [{ path: path.join("."), text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .filter(([key]) => !tagKeys.has(key))
    .flatMap(([key, item]) => textsIn(item, [...path, key]));
}

/** Tags as a map, as a list of keys and values, or as a provider's JSON with the map inside. */
function tagsIn(
  value: unknown,
  path: string,
): readonly { readonly path: string; readonly key: string; readonly value: string }[] {
  if (typeof value === "string") return tagsIn(JSON.parse(value), path);
  if (typeof value !== "object" || value === null) return [];
  if ("tags" in value && typeof value.tags === "object") return tagsIn(value.tags, path);
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    if (typeof item === "string") return [{ path: `${path}.${key}`, key, value: item }];
    const isPair = typeof item === "object" && item !== null && "key" in item && "value" in item;
    if (!isPair) return [];
    return [{ path: `${path}.${key}`, key: String(item.key), value: String(item.value) }];
  });
}

function lastKey(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}
