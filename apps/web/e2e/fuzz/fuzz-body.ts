// Bodies: a good one for some task, then up to four things done to it.
import type { Random } from "./random.ts";

type Fields = Record<string, unknown>;

const texts = [
  "The soup was cold and nobody cared. I will not come back.",
  "What a wonderful, generous little book!",
  "The lighthouse at Kullen was built in 1900. Its light reaches 27 nautical miles.",
  "Die Suppe war kalt. 東京は日本の首都です。 👩‍👩‍👧 été\r\nZ̴̡a̵l̸g̷o̶ \u202Eabc\u202C",
  "a",
  "…!?",
] as const;

const oddValues = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  "",
  " ",
  "\u0000",
  "\uD800",
  "\uDFFFx",
  "null",
  "__proto__",
  [],
  [[]],
  {},
  { text: 1 },
  [null],
  ["a", 1],
  "\uFEFF",
  "\u2028",
  "x".repeat(5_000),
] as const;

const oddNames = [
  "text",
  "Text",
  "inputs",
  "input",
  "__proto__",
  "constructor",
  "toString",
  "backend",
  "waitMs",
  "topK",
  "length",
  "sentences",
  "question",
  "",
  "\uD83D",
  "a".repeat(2_000),
  "run",
  "stream",
] as const;

/** A body, most of them wrong in some way. */
export function fuzzBody(random: Random, path: string): Buffer {
  if (random.chance(0.03)) return randomBytes(random);
  let body: unknown = goodBody(random, path);
  for (let times = random.below(5); times > 0; times -= 1) body = mutateValue(random, body);
  let text = JSON.stringify(body);
  if (random.chance(0.1)) text = mutateText(random, text);
  return random.chance(0.05) ? mutateBytes(random, Buffer.from(text)) : Buffer.from(text);
}

function goodBody(random: Random, path: string): unknown {
  const text = random.pick(texts);
  if (path.includes("predict")) return { text: [text, random.pick(texts)] };
  if (path.includes("demo")) return { inputs: [text, random.pick(texts)] };
  const input: Fields = path.includes("question")
    ? { question: "Who built it?", context: text, topK: 1 + random.below(10) }
    : path.includes("summarization")
      ? { text, length: random.pick(["short", "long", 3, 100]) }
      : { text, sentences: random.chance(0.5) };
  if (random.chance(0.1)) return { inputs: Array.from({ length: random.below(6) }, () => input) };
  return input;
}

function mutateValue(random: Random, value: unknown): unknown {
  if (Array.isArray(value)) return mutateArray(random, value);
  if (typeof value !== "object" || value === null) return random.pick(oddValues);
  const fields: Fields = { ...value };
  const names = Object.keys(fields);
  const name = names[random.below(names.length)] ?? "text";
  switch (random.below(8)) {
    case 0:
      return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
    case 1:
      return Object.fromEntries([...Object.entries(fields), [random.pick(oddNames), "x"]]);
    case 2:
      return {
        ...fields,
        backend: random.pick(["auto", "onnx", "browser", "sagemaker", "gpu", 1]),
      };
    case 3:
      return { ...fields, waitMs: random.pick([0, 1, 600_000, 600_001, -1, 0.5, "5", null]) };
    case 4:
      return random.chance(0.1) ? { ...fields, [name]: "word ".repeat(200_001) } : fields;
    case 5:
      return random.chance(0.3) ? nest(random, fields) : { ...fields, [name]: [fields[name]] };
    default:
      return { ...fields, [name]: mutateValue(random, fields[name]) };
  }
}

function mutateArray(random: Random, items: readonly unknown[]): unknown {
  switch (random.below(4)) {
    case 0:
      return [...items, random.pick(oddValues)];
    case 1:
      return items.slice(1);
    case 2:
      return Array.from({ length: random.pick([255, 256, 257, 5_000]) }, () => "");
    default:
      return items.map((item) => mutateValue(random, item));
  }
}

function nest(random: Random, value: unknown): unknown {
  let nested = value;
  for (let depth = random.below(200); depth > 0; depth -= 1) nested = { text: nested };
  return nested;
}

function mutateText(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  switch (random.below(8)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return "[".repeat(random.pick([10, 65, 10_000, 1_000_000]));
    case 2:
      return `${'{"text":'.repeat(random.pick([64, 65, 100_000]))}1`;
    case 3:
      return `\uFEFF${text}`;
    case 4:
      return (
        text.slice(0, at) +
        random.pick([",", "}", '"', "\\", "\u0000", "NaN", "1e999"]) +
        text.slice(at)
      );
    case 5:
      return text.replace("{", '{"text":1,"text":2,"__proto__":{"x":1},');
    case 6:
      return text.replace(/"[^"]*"/u, '"\\ud83d\\ude"');
    default:
      return text + text;
  }
}

function mutateBytes(random: Random, bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  for (let times = 1 + random.below(4); times > 0 && changed.length > 0; times -= 1) {
    changed[random.below(changed.length)] = random.below(256);
  }
  return changed;
}

function randomBytes(random: Random): Buffer {
  const size = random.pick([0, 1, 17, 1_000, 2_100_000]);
  const bytes = Buffer.alloc(size);
  for (let index = 0; index < size; index += 1 + random.below(50)) bytes[index] = random.below(256);
  return bytes;
}
