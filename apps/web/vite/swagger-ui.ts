import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readFileSync } from "node:fs";
import * as v from "valibot";
import type { PackageFiles } from "./package-files.ts";

const contentTypes = {
  "swagger-ui-bundle.js": "text/javascript",
  "swagger-ui.css": "text/css",
};

/** Finds the viewer that `/docs` shows the API with, as its package ships it. */
export function findSwaggerUi(): PackageFiles {
  const packageFile = createRequire(import.meta.url).resolve("swagger-ui-dist/package.json");
  const { version } = v.parse(
    v.object({ version: v.string() }),
    JSON.parse(readFileSync(packageFile, "utf8")),
  );
  const path = `swagger-ui/${version}/`;
  const files = Object.entries(contentTypes).map(([name, contentType]) => ({
    path: path + name,
    source: join(dirname(packageFile), name),
    contentType,
  }));
  return { path, files };
}
