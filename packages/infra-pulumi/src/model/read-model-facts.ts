// What sizing must know of any model of the hub, from its list of files and its config.json.
import * as v from "valibot";
import { parseJson } from "./parse-json.ts";
import { type Hub, HubError } from "./hub.ts";
import { selectFiles } from "./select-files.ts";

/** A model's sizes as a stage's file writes them (`endpoint.modelFacts`). */
export interface ModelFactsInput {
  readonly weightGb: number;
  readonly kvKibPerToken: number;
  readonly maxTokens: number;
}

/** A model's sizes and the kind of its weights. */
export interface FoundSizes extends ModelFactsInput {
  readonly precision: "bf16" | "awq" | "unknown";
}

/** The same with the revision that was looked at. */
export interface FoundFacts extends FoundSizes {
  readonly revision: string;
}

const size = v.pipe(v.number(), v.integer(), v.minValue(1));

// The names that transformers gives to the parts of a text model, and its config nested for one with eyes.
const textSchema = v.object({
  num_hidden_layers: size,
  num_attention_heads: size,
  hidden_size: size,
  num_key_value_heads: v.nullish(size),
  head_dim: v.nullish(size),
  max_position_embeddings: size,
  torch_dtype: v.nullish(v.string()),
  dtype: v.nullish(v.string()),
  quantization_config: v.nullish(v.object({ quant_method: v.nullish(v.string()) })),
});
const configSchema = v.union([
  textSchema,
  v.pipe(
    v.object({ text_config: textSchema }),
    v.transform(({ text_config: text }) => text),
  ),
]);

/**
 * Asks the hub for a model's sizes.
 * @param model.revision a branch, a tag or 40 hexadecimal digits
 * @throws {HubError} when the hub refuses, or its config.json is not that of a text model
 */
export async function readModelFacts(
  hub: Hub,
  model: { readonly id: string; readonly revision: string },
): Promise<FoundFacts> {
  const { revision, files } = await hub.describe(model);
  const text = await new Response(
    await hub.read({ id: model.id, revision }, "config.json", 0),
  ).text();
  const sizes = sizesOf(selectFiles(files), text);
  if (!sizes) {
    throw new HubError(
      `What ${model.id} needs of a GPU cannot be read from its config.json. Write endpoint.modelFacts (weightGb, kvKibPerToken, maxTokens) into the stage's file, or choose another model.`,
    );
  }
  return { revision, ...sizes };
}

/**
 * What sizing must know of the weights among these files.
 * @param configText their config.json
 * @returns undefined when there are no weights, or it is not the config.json of a text model
 */
export function sizesOf(
  files: readonly { readonly path: string; readonly bytes: number }[],
  configText: string | undefined,
): FoundSizes | undefined {
  const weights = files.filter(({ path }) => /\.(?:safetensors|bin)$/u.test(path));
  const bytes = weights.reduce((sum, file) => sum + file.bytes, 0);
  const config = v.safeParse(configSchema, parseJson(configText ?? ""));
  return config.success && bytes > 0 ? factsOf(config.output, bytes) : undefined;
}

function factsOf(config: v.InferOutput<typeof configSchema>, bytes: number): FoundSizes {
  const { num_hidden_layers: layers, num_attention_heads: heads, hidden_size: width } = config;
  const headSize = config.head_dim ?? width / heads;
  const keyValueHeads = config.num_key_value_heads ?? heads;
  // Keys and values, two bytes each.
  const kvBytes = 2 * layers * keyValueHeads * headSize * 2;
  return {
    weightGb: Math.ceil(bytes / 1e7) / 100,
    kvKibPerToken: Math.ceil(kvBytes / 1024),
    maxTokens: config.max_position_embeddings,
    precision: precisionOf(config),
  };
}

function precisionOf(config: v.InferOutput<typeof configSchema>): FoundSizes["precision"] {
  const method = config.quantization_config?.quant_method;
  if (method) return method === "awq" ? "awq" : "unknown";
  const type = config.torch_dtype ?? config.dtype;
  return type === "bfloat16" || type === "float16" ? "bf16" : "unknown";
}
