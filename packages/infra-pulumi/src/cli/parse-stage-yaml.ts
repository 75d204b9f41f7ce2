import { existsSync, readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";

/** A stage's file as it stands, unchecked. */
interface LooseStageFile {
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  readonly [key: string]: unknown;
}

/** What a stage's file says, whether or not it is right; empty when it is not there or no YAML. */
export function parseStageYaml(path: string): LooseStageFile {
  if (!existsSync(path)) return {};
  const content = tryParse(readFileSync(path, "utf8"));
  if (typeof content !== "object" || content === null) return {};
  const { config, ...rest } = content as Record<string, unknown>;
  const isMap = typeof config === "object" && config !== null;
  return { ...rest, config: isMap ? (config as Record<string, unknown>) : undefined };
}

function tryParse(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLParseError) return undefined;
    throw error;
  }
}
