// What a deployment adds to a stage's settings: the image, and how Pulumi reaches the stage's secrets. It
// lies in a file of its own that git does not track. In the stage's file it would make every checkout
// differ from its commit, so that no image of a commit would ever be used a second time.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { CommandContext } from "./command.ts";
import { parseStageYaml } from "./parse-stage-yaml.ts";
import { stagePath } from "./stage-files.ts";

/** `stackConfigDir` of Pulumi.yaml: where Pulumi reads a stack's settings and writes its own lines. */
const deployedFolder = ".deployed";

// Pulumi's own lines, outside of `config`.
const secretKeys = ["secretsprovider", "encryptionsalt", "encryptedkey"] as const;
const imageKey = "pilotlight:image";

type StageFolders = Pick<CommandContext, "programFolder" | "stagesFolder">;

/** The file that Pulumi reads for a stage. */
export function deployedPath(
  { programFolder }: Pick<StageFolders, "programFolder">,
  stage: string,
) {
  return join(programFolder, deployedFolder, `Pulumi.${stage}.yaml`);
}

/** The image that was deployed last from this checkout; undefined when none was. */
export function deployedImage(folders: StageFolders, stage: string): string | undefined {
  const image = parseStageYaml(deployedPath(folders, stage)).config?.[imageKey];
  return typeof image === "string" ? image : undefined;
}

/**
 * Writes the file that Pulumi reads: the stage's settings as they are now, Pulumi's own lines as they
 * were, and the image.
 * @param image undefined keeps the one that was deployed last
 */
export function writeDeployedFile(folders: StageFolders, stage: string, image?: string): void {
  mkdirSync(join(folders.programFolder, deployedFolder), { recursive: true });
  const text = deployedText(folders, stage, image ?? deployedImage(folders, stage));
  writeFileSync(deployedPath(folders, stage), text);
}

/** What `writeDeployedFile` writes. */
export function deployedText(
  folders: StageFolders,
  stage: string,
  image: string | undefined,
): string {
  const tracked = stagePath(folders.stagesFolder, stage);
  const written = parseDocument(existsSync(tracked) ? readFileSync(tracked, "utf8") : "{}\n");
  // Of a file that is no YAML nothing can be taken over; a stage is taken away without its settings.
  const document = written.errors.length === 0 ? written : parseDocument("{}\n");
  const before = parseStageYaml(deployedPath(folders, stage));
  for (const key of secretKeys) {
    const value = before[key];
    if (typeof value === "string" && !document.has(key)) document.set(key, value);
  }
  if (image === undefined && document.hasIn(["config", imageKey])) {
    document.deleteIn(["config", imageKey]);
  }
  if (image !== undefined) document.setIn(["config", imageKey], image);
  return document.toString({ lineWidth: 0 });
}

/** Runs something after which the file is as it was. */
export async function keepingDeployedFile(
  folders: StageFolders,
  stage: string,
  run: () => Promise<void>,
): Promise<void> {
  const path = deployedPath(folders, stage);
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  try {
    await run();
  } finally {
    if (before === undefined) rmSync(path, { force: true });
    else writeFileSync(path, before);
  }
}

/** Forgets what was deployed; the settings stay. */
export function removeDeployedFile(folders: StageFolders, stage: string): void {
  rmSync(deployedPath(folders, stage), { force: true });
}
