import { readS3Folder } from "../../model/s3-folder.ts";
import { findMissingSmall, listName } from "../../model/small-model.ts";
import { CommandError } from "../command-error.ts";
import type { AwsOptions } from "../command.ts";
import { withBucket } from "../stage-model.ts";

/**
 * Looks whether small models in S3 are whole.
 * @param uri `s3://bucket/prefix/`
 * @throws {CommandError} with what is missing
 */
export async function checkSmallModels(
  uri: string,
  region: string,
  aws: AwsOptions,
): Promise<void> {
  const { bucket: name = "", prefix = "" } = readS3Folder(uri) ?? {};
  const missing = await withBucket(name, { region, ...aws }, async (bucket) => {
    const [list, sizes] = [await bucket.readText(prefix + listName), await bucket.list(prefix)];
    return findMissingSmall(list, (path) => sizes.get(prefix + path));
  });
  if (missing === undefined) return;
  throw new CommandError(
    `The small models under ${uri} are not whole: ${missing} Bring them with npm run model -- use <stage> <place> --small, or set smallEndpoint.models to their place.`,
  );
}
