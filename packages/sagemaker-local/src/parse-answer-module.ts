import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Answer } from "./answer.ts";

/**
 * The answer that a module exports as its default.
 * @throws Error when the module cannot be loaded or exports none
 */
export async function loadAnswer(path: string): Promise<Answer> {
  const module = (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
  if (typeof module["default"] === "function") return module["default"] as Answer;
  throw new Error(
    `${path} has no function as its default export. Write: export default async function* (request, signal) { yield "…"; }`,
  );
}
