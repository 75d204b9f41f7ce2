// Where weights of one's own may lie, as a person writes it on the command line.
import { statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { readS3Folder, type S3Folder } from "../model/s3-folder.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./command.ts";

/** True for what names a folder of this machine. */
export function isFolder(place: string): boolean {
  return place.startsWith(".") || isAbsolute(place);
}

/**
 * The folder that a place names, seen from where npm was called.
 * @throws {CommandError} where there is none
 */
export function folderAt(place: string, context: CommandContext): string {
  // npm runs its scripts in the repository; INIT_CWD is where it was called.
  const path = resolve(context.env["INIT_CWD"] ?? context.repository, place);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new CommandError(`There is no folder ${path}.`);
}

/**
 * The folder of a bucket that a place names, with the slash at its end.
 * @throws {CommandError} where it names none
 */
export function s3FolderAt(place: string): S3Folder & { readonly uri: string } {
  const uri = place.endsWith("/") ? place : `${place}/`;
  const folder = readS3Folder(uri);
  if (folder) return { uri, ...folder };
  throw new CommandError(`"${place}" names no folder of a bucket. Use s3://bucket/prefix/.`);
}
