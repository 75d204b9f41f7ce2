// What the hub's API says, checked where it enters.
import * as v from "valibot";
import { InferenceError } from "../../contract/inference-error.ts";

const commit = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/u));
const revision = v.looseObject({
  sha: commit,
  /** What the model's card says of itself; many say nothing. */
  cardData: v.optional(v.fallback(v.looseObject({ license: v.optional(v.string()) }), {}), {}),
});
const tree = v.array(
  v.looseObject({
    type: v.string(),
    path: v.string(),
    size: v.pipe(v.number(), v.integer(), v.minValue(0)),
    /** Git's own hash of a small file: SHA-1 of `blob <size>\0` and the bytes. */
    oid: commit,
    /** Of a large file: its `oid` is the SHA-256 of the bytes. */
    lfs: v.optional(v.looseObject({ oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)) })),
  }),
);

/** A file of a model at one revision. */
export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  readonly hash: FileHash;
}

/** How a file's bytes are known: the hub gives SHA-256 for large files and Git's hash for small ones. */
interface FileHash {
  readonly kind: "sha256" | "git-sha1";
  readonly hex: string;
}

/** A commit of a model's repository. */
interface HubRevision {
  /** 40 hex digits. */
  readonly commit: string;
  /** As the model's card names it; undefined where it does not. */
  readonly licence: string | undefined;
}

/** @throws InferenceError `backend-failed` when it is no reply of a hub */
export function parseRevision(value: unknown): HubRevision {
  const result = v.safeParse(revision, value);
  if (!result.success) throw noHub();
  const { sha, cardData } = result.output;
  return { commit: sha, licence: cardData.license };
}

/** The files of a revision. @throws InferenceError `backend-failed` when it is no reply of a hub */
export function parseFiles(value: unknown): readonly HubFile[] {
  const result = v.safeParse(tree, value);
  if (!result.success) throw noHub();
  return result.output
    .filter(({ type }) => type === "file")
    .map(({ path, size, oid, lfs }) => ({
      path,
      bytes: size,
      hash: lfs ? { kind: "sha256", hex: lfs.oid } : { kind: "git-sha1", hex: oid },
    }));
}

function noHub(): InferenceError {
  return new InferenceError(
    "backend-failed",
    "The address of the hub answers, but not as a hub does. Check HF_ENDPOINT.",
  );
}
