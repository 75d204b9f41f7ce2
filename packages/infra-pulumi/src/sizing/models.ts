import { readS3Folder } from "../model/s3-folder.ts";

/** What sizing must know of a model's weights. */
export interface ModelFacts {
  readonly precision: "bf16" | "awq" | "unknown";
  readonly weightBytes: number;
  /** Memory of one token in the key-value cache: 2 × layers × kv heads × head size × bytes. */
  readonly kvBytesPerToken: number;
  /** The longest context that the model was trained for. */
  readonly maxTokens: number;
}

/** Where an endpoint's weights come from. */
export type ModelSource =
  | {
      readonly kind: "hub";
      readonly id: string;
      readonly revision: string;
      /** Key prefix in the stage's own bucket, with the last slash. */
      readonly prefix: string;
    }
  | { readonly kind: "s3"; readonly bucket: string; readonly prefix: string };

// 7.25e9 parameters; 2 × 32 layers × 8 kv heads × 128 × 2 bytes = 128 KiB a token.
const mistral7b = { kvBytesPerToken: 131_072, maxTokens: 32_768 };

const table: ReadonlyMap<string, ModelFacts> = new Map<string, ModelFacts>([
  [
    "mistralai/Mistral-7B-Instruct-v0.3",
    { ...mistral7b, precision: "bf16", weightBytes: 14_500_000_000 },
  ],
  [
    "mistralai/Mistral-7B-Instruct-v0.2",
    { ...mistral7b, precision: "bf16", weightBytes: 14_500_000_000 },
  ],
  [
    "solidrust/Mistral-7B-Instruct-v0.3-AWQ",
    { ...mistral7b, precision: "awq", weightBytes: 4_200_000_000 },
  ],
  [
    "TheBloke/Mistral-7B-Instruct-v0.2-AWQ",
    { ...mistral7b, precision: "awq", weightBytes: 4_200_000_000 },
  ],
]);

/** The hub ids whose sizes are known; any other model needs `endpoint.modelFacts`. */
export const knownModels: readonly string[] = [...table.keys()];

/** What is known of a hub model; undefined for an own one. */
export function knownFacts(source: ModelSource): ModelFacts | undefined {
  return source.kind === "hub" ? table.get(source.id) : undefined;
}

/** Reads `org/name@revision` or `s3://bucket/prefix/`, whose shape the schema has checked. */
export function readModelSource(model: string): ModelSource {
  const own = readS3Folder(model);
  if (own) return { kind: "s3", ...own };
  const [id = "", revision = ""] = model.split("@");
  return { kind: "hub", id, revision, prefix: `models/${id}/${revision}/` };
}
