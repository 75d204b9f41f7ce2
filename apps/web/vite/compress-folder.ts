import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const cacheFolder = fileURLToPath(
  new URL("../node_modules/.cache/pilotlight-compressed/", import.meta.url),
);
const extensions = new Set(".js .mjs .css .html .json .svg .txt .webmanifest .wasm".split(" "));
// On the wasm quality 9 gives 14 % more bytes than 11, in 3 s instead of 38.
const brotliQuality = 9;
const gzipLevel = 9;
// Below this a header costs more than the bytes that are saved.
const minBytes = 1_000;
// A file that shrinks less is sent as it is: unpacking it would cost the reader more
// than it saves, and a download's progress is counted in the bytes that arrive.
const maxRatio = 0.9;
const jobs = 4;

/**
 * Writes a `.br` and a `.gz` beside each file that gets smaller by it, and gives the names of those
 * files relative to the folder. What was compressed once is taken from the cache.
 */
export async function compressFolder(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  await mkdir(cacheFolder, { recursive: true });
  const waiting = await listFiles(folder);
  const done: string[] = [];
  const work = async (): Promise<void> => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (await compressFile(join(folder, file))) done.push(file);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return done;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && extensions.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((file) => file.split(sep).join("/"));
}

/** True when the file is sent compressed. */
async function compressFile(path: string): Promise<boolean> {
  const content = await readFile(path);
  if (content.byteLength < minBytes) return false;
  const key = createHash("sha256").update(content).digest("hex");
  const cached = join(cacheFolder, `${key}-${brotliQuality}-${gzipLevel}`);
  await keep(`${cached}.br`, () => brotli(content));
  await keep(`${cached}.gz`, () => promisify(gzip)(content, { level: gzipLevel }));
  const { byteLength } = await readFile(`${cached}.br`);
  if (byteLength > content.byteLength * maxRatio) return false;
  await copyFile(`${cached}.br`, `${path}.br`);
  await copyFile(`${cached}.gz`, `${path}.gz`);
  return true;
}

async function keep(file: string, make: () => Promise<Buffer>): Promise<void> {
  if (existsSync(file)) return;
  // Renamed when whole, so that a build that is stopped leaves no half of a file behind. The name is
  // not the process's alone: two files with the same bytes are compressed side by side.
  const partial = `${file}.${randomUUID()}`;
  await writeFile(partial, await make());
  await rename(partial, file);
}

function brotli(content: Buffer): Promise<Buffer> {
  return promisify(brotliCompress)(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength,
    },
  });
}
