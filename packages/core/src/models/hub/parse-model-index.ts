// The list of models that were fetched from a hub, as it lies beside them.
import * as v from "valibot";

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const file = v.object({
  path: v.pipe(v.string(), v.regex(/^[\w.-]+(?:\/[\w.-]+)*$/u)),
  bytes: whole,
  hash: v.object({
    kind: v.picklist(["sha256", "git-sha1"]),
    hex: v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/u)),
  }),
});
const entry = v.object({
  /** Its id on the hub. */
  id: v.string(),
  /** The task that it runs here. */
  task: v.string(),
  /** The name shown with answers. */
  name: v.string(),
  /** The commit, 40 hex digits. */
  revision: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/u)),
  /** Its folder beside the list; the revision is part of the name, so that caches never mix two. */
  folder: v.pipe(v.string(), v.regex(/^[\w.-]+-[0-9a-f]{12}$/u)),
  licence: v.string(),
  /** What its authors published of its quality. */
  published: v.string(),
  files: v.pipe(v.array(file), v.readonly()),
});
const index = v.object({ models: v.array(entry) });

/** A model that was fetched from a hub. */
export type FetchedModel = Readonly<v.InferOutput<typeof entry>>;

/** The models of a list, or null when it is none. */
export function parseModelIndex(text: string): readonly FetchedModel[] | null {
  try {
    const result = v.safeParse(index, JSON.parse(text));
    return result.success ? result.output.models : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The bytes of all files of a model. */
export function bytesOf({ files }: Pick<FetchedModel, "files">): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
