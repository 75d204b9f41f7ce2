// The account that the stand-ins pretend: a folder with a file for each thing that exists, and a journal of
// all that was done to them. Both providers' processes write into it.
import { createHash, randomBytes } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { kindOf } from "./resource-kinds.ts";
import { markPattern } from "./made-outputs.ts";

const record = v.record(v.string(), v.unknown());

const thingSchema = v.object({
  urn: v.string(),
  type: v.string(),
  id: v.string(),
  region: v.string(),
  inputs: record,
  /** What AWS added; the inputs are not among it. */
  outputs: record,
  /** Until then AWS is still making it, whoever waits for it. */
  readyAtMs: v.number(),
});

/** Something that exists. */
export type Thing = Readonly<v.InferOutput<typeof thingSchema>>;

const entrySchema = v.object({
  op: v.picklist(["create", "update", "delete", "violation", "failure", "lost"]),
  urn: v.string(),
  /** The changed inputs, what was violated, or why it failed. */
  what: v.optional(v.string()),
});

/** One line of the journal. */
export type Entry = Readonly<v.InferOutput<typeof entrySchema>>;

/** The pretended account in a folder. */
export class World {
  readonly folder: string;
  readonly #things: string;

  constructor(folder: string) {
    this.folder = folder;
    this.#things = join(folder, "things");
    mkdirSync(this.#things, { recursive: true });
  }

  /** 17 hexadecimal digits that nothing else has. */
  static newMark(): string {
    return `0fab1e${randomBytes(6).toString("hex").slice(0, 11)}`;
  }

  /** Everything that exists. */
  things(): readonly Thing[] {
    return readdirSync(this.#things)
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => {
        const path = join(this.#things, name);
        // The other provider may just have deleted it.
        return existsSync(path) ? [readThing(path)] : [];
      });
  }

  find(urn: string, id: string): Thing | undefined {
    const path = this.#path(urn, id);
    return existsSync(path) ? readThing(path) : undefined;
  }

  put(thing: Thing): void {
    const path = this.#path(thing.urn, thing.id);
    writeFileSync(`${path}.part`, JSON.stringify(thing));
    renameSync(`${path}.part`, path);
  }

  remove({ urn, id }: Pick<Thing, "urn" | "id">): void {
    rmSync(this.#path(urn, id), { force: true });
  }

  /** Writes a line into the journal. */
  write(entry: Entry): void {
    appendFileSync(this.#journal, `${JSON.stringify(entry)}\n`);
  }

  /** The journal from a line on. */
  journal(from = 0): readonly Entry[] {
    if (!existsSync(this.#journal)) return [];
    return readFileSync(this.#journal, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .slice(from)
      .map((line) => v.parse(entrySchema, JSON.parse(line)));
  }

  get #journal(): string {
    return join(this.folder, "journal.jsonl");
  }

  #path(urn: string, id: string): string {
    return join(this.#things, `${createHash("sha1").update(`${urn} ${id}`).digest("hex")}.json`);
  }
}

function readThing(path: string): Thing {
  return v.parse(thingSchema, JSON.parse(readFileSync(path, "utf8")));
}

/** Why a resource with these inputs cannot be made: AWS has one of that name. */
export function findClash(
  things: readonly Thing[],
  wanted: Pick<Thing, "type" | "region" | "id" | "inputs">,
): Thing | undefined {
  const { identity } = kindOf(wanted.type);
  return things.find((thing) => {
    if (thing.type !== wanted.type || thing.region !== wanted.region) return false;
    if (identity === undefined) return thing.id === wanted.id;
    return identity.every((input) => isSame(thing.inputs[input], wanted.inputs[input]));
  });
}

/** What the inputs name that does not exist. */
export function findGhosts(
  things: readonly Thing[],
  { type, inputs }: Pick<Thing, "type" | "inputs">,
): readonly string[] {
  const there = JSON.stringify(things.map(({ id, outputs }) => [id, outputs]));
  const marks = new Set(JSON.stringify(inputs).toLowerCase().match(markPattern) ?? []);
  const gone = [...marks].filter((mark) => !there.toLowerCase().includes(mark));
  const unnamed = Object.entries(kindOf(type).refersTo ?? {}).flatMap(([path, other]) => {
    const name = at(inputs, path);
    if (things.some((thing) => thing.type === other && nameOf(thing) === name)) return [];
    return [`${path} ${String(name)}`];
  });
  return [...gone, ...unnamed];
}

// IAM takes a policy that names what is not there, so a policy holds nothing back.
const policyInputs: ReadonlySet<string> = new Set(["policy", "assumeRolePolicy"]);

/** Inputs that name a thing and do not hold it back. */
function isLoose(input: string, { type }: Thing): boolean {
  // A scaling policy takes its action of an alarm away with it (DeleteScalingPolicy).
  const isAction = input === "alarmActions" && type === "aws:appautoscaling/policy:Policy";
  return isAction || policyInputs.has(input);
}

/** Who still uses a thing: another whose inputs hold its id, its ARN or its name. */
export function findUser(things: readonly Thing[], used: Thing): Thing | undefined {
  const handles = handlesOf(used);
  return things.find((other) => {
    if (other.urn === used.urn) return false;
    const refers = Object.entries(kindOf(other.type).refersTo ?? {}).some(
      ([path, type]) => type === used.type && at(other.inputs, path) === nameOf(used),
    );
    const uses = Object.entries(other.inputs).filter(([input]) => !isLoose(input, used));
    return (
      refers ||
      stringsOf(Object.fromEntries(uses)).some((text) => handles.some((it) => holds(text, it)))
    );
  });
}

/** The name by which others call it: what it was given or what the provider made up. */
function nameOf({ type, id, inputs }: Thing): unknown {
  const property = kindOf(type).autoName?.[0];
  return (property === undefined ? undefined : inputs[property]) ?? id;
}

function handlesOf({ id, outputs, inputs }: Thing): readonly string[] {
  const own = new Set(stringsOf(inputs));
  return [id, ...stringsOf(outputs)].filter(
    (text) => !own.has(text) && (text.startsWith("arn:") || isMarked(text)),
  );
}

function isMarked(text: string): boolean {
  return text.toLowerCase().includes("0fab1e");
}

/** An ARN can stand inside of a policy's text, and with something behind it. */
function holds(text: string, handle: string): boolean {
  const start = text.indexOf(handle);
  if (start < 0) return false;
  return !/[\w-]/u.test(text[start + handle.length] ?? "");
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}

function at(inputs: Readonly<Record<string, unknown>>, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (v.is(record, value) ? value[key] : undefined), inputs);
}

/** Two values that are the same as JSON, whatever the order of their keys. */
export function isSame(first: unknown, second: unknown): boolean {
  return JSON.stringify(sorted(first)) === JSON.stringify(sorted(second));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([first], [second]) => (first < second ? -1 : 1))
      .map(([key, item]: [string, unknown]) => [key, sorted(item)]),
  );
}
