// Failures that a proof injects into the stand-ins, by an environment variable.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What can be made to fail. */
export type Operation = "create" | "update" | "delete";

/** The variable: rules with a comma between them. */
export const failuresVariable = "PILOTLIGHT_ENGINE_FAILURES";

/** One rule: which operation, on which resource, and how it fails. */
export interface Failure {
  readonly operation: Operation;
  /** `type::name`, where the type may be its last part alone. */
  readonly resource: string;
  /** `refused`: nothing was made. `halfway`: AWS made it and then says that it failed. */
  readonly how: "refused" | "halfway";
}

/** The variable's text for these failures. */
export function formatFailures(failures: readonly Failure[]): string {
  return failures.map((it) => [it.operation, it.resource, it.how].join("|")).join(",");
}

/** The rules that a text names. */
export function parseFailures(text: string): readonly Failure[] {
  return text
    .split(",")
    .filter(Boolean)
    .map((rule) => {
      const [operation, resource = "", how] = rule.split("|");
      const isKnown = operation === "create" || operation === "update" || operation === "delete";
      if (!isKnown || resource === "" || (how !== "refused" && how !== "halfway")) {
        throw new Error(`${failuresVariable}: "${rule}" is not <operation>|<type::name>|<how>.`);
      }
      return { operation, resource, how };
    });
}

/** The failure that strikes now; each strikes once in a world. */
export function strike(
  failures: readonly Failure[],
  folder: string,
  { operation, type, name }: { operation: Operation; type: string; name: string },
): Failure | undefined {
  const full = `${type}::${name}`;
  const failure = failures.find(
    (it) =>
      it.operation === operation && (full === it.resource || full.endsWith(`:${it.resource}`)),
  );
  if (failure === undefined) return undefined;
  const mark = join(folder, `struck-${formatFailures([failure]).replaceAll(/\W/gu, "-")}`);
  if (existsSync(mark)) return undefined;
  writeFileSync(mark, "");
  return failure;
}
