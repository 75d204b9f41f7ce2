// Pulumi.<stage>.yaml, the file that holds a stage's settings.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { parse, parseDocument, stringify, YAMLParseError } from "yaml";
import { parseStageConfig } from "../parse-stage-config.ts";
import { type StageConfig, StageConfigError } from "../stage-config.ts";
import { CommandError } from "./command-error.ts";

const fileName = /^Pulumi\.(?<stage>.+)\.yaml$/u;

const fileSchema = v.object({
  config: v.optional(
    v.object({
      "pilotlight:settings": v.optional(v.unknown()),
    }),
    {},
  ),
});

/** What a stage's file says. */
export interface StageFile {
  readonly path: string;
  readonly config: StageConfig;
}

/** The stages that have a file, in alphabetical order. */
export function listStages(folder: string): readonly string[] {
  return readdirSync(folder)
    .flatMap((name) => fileName.exec(name)?.groups?.["stage"] ?? [])
    .toSorted();
}

/** Where a stage's settings stand, whether or not the file is there. */
export function stagePath(folder: string, stage: string): string {
  return join(folder, `Pulumi.${stage}.yaml`);
}

/**
 * A stage's file, checked.
 * @throws {CommandError} when there is no such file, or it is not YAML
 * @throws {StageConfigError} with every wrong setting
 */
export function readStage(folder: string, stage: string): StageFile {
  const path = stagePath(folder, stage);
  if (!existsSync(path)) {
    const known = listStages(folder);
    const others = known.length > 0 ? `There are ${known.join(", ")}. ` : "";
    throw new CommandError(
      `There is no stage "${stage}". ${others}Make it with: npm run stage -- new ${stage}`,
    );
  }
  return { path, config: checkContent(parseYaml(path), stage) };
}

function checkContent(content: unknown, stage: string): StageConfig {
  const file = v.safeParse(fileSchema, content);
  if (!file.success) {
    const message = "The file has no settings. Put them under config, pilotlight:settings.";
    throw new StageConfigError(stage, [{ setting: "config", message }]);
  }
  return parseStageConfig(file.output.config["pilotlight:settings"], stage);
}

/**
 * Writes a new stage's file after a check of all its settings.
 * @throws {CommandError} when the stage has a file already
 * @throws {StageConfigError} with every wrong setting; nothing is written then
 */
export function writeStage(folder: string, stage: string, settings: object): StageFile {
  const config = parseStageConfig(settings, stage);
  const path = refuseExisting(folder, stage);
  writeFileSync(path, stringify({ config: { "pilotlight:settings": settings } }));
  return { path, config };
}

/** A change of a stage's file that was checked and not yet made. */
export interface StageChange {
  readonly path: string;
  readonly write: () => void;
}

/**
 * A stage's file with these settings of one part of it; comments and all other settings stay.
 * @param settings undefined takes a setting away
 * @throws {StageConfigError} with every setting that would be wrong then
 */
export function changeSettings(
  folder: string,
  stage: string,
  part: "endpoint" | "smallEndpoint",
  settings: object,
): StageChange {
  const path = stagePath(folder, stage);
  const document = parseDocument(readFileSync(path, "utf8"));
  const place = ["config", "pilotlight:settings", part];
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) document.deleteIn([...place, name]);
    else document.setIn([...place, name], document.createNode(value));
  }
  const text = document.toString({ lineWidth: 0 });
  checkContent(parse(text), stage);
  return {
    path,
    write: () => {
      writeFileSync(path, text);
    },
  };
}

/**
 * Where a new stage's file goes.
 * @throws {CommandError} when the stage has a file already
 */
export function refuseExisting(folder: string, stage: string): string {
  const path = stagePath(folder, stage);
  if (!existsSync(path)) return path;
  throw new CommandError(`"${stage}" has a file already: ${path}. Change it there.`);
}

function parseYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, "utf8")) ?? {};
  } catch (error) {
    if (error instanceof YAMLParseError) {
      throw new CommandError(`${path} is not YAML: ${error.message}`);
    }
    throw error;
  }
}
