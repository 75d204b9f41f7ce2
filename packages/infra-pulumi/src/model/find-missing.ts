import type { ModelSource } from "../sizing/models.ts";
import type { ModelBucket } from "./model-bucket.ts";
import { manifestKey, readManifest } from "./model-manifest.ts";

/**
 * What an endpoint would miss of its model: one sentence, or undefined when all is there. A hub model
 * is complete by its manifest; of own weights only the configuration can be asked for.
 */
export async function findMissing(
  source: ModelSource,
  bucket: ModelBucket,
): Promise<string | undefined> {
  const stored = await bucket.list(source.prefix);
  const location = `s3://${bucket.name}/${source.prefix}`;
  if (source.kind === "s3") {
    if (stored.has(`${source.prefix}config.json`)) return undefined;
    return `There is no config.json under ${location}.`;
  }
  const text = await bucket.readText(manifestKey(source));
  if (text === undefined) return `${source.id} is not complete under ${location}.`;
  const missing = readManifest(text).files.filter(
    ({ path, bytes }) => stored.get(source.prefix + path) !== bytes,
  );
  const [first] = missing;
  if (first === undefined) return undefined;
  return `${missing.length} files of ${source.id} are missing or cut under ${location}, such as ${first.path}.`;
}
