// Pulumi wraps secrets and references in objects with a magic key; this takes them apart.

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The inputs as plain values; a secret becomes `{ secret: value }`, an unknown value `undefined`. */
export function decodeInputs(inputs: unknown): Record<string, unknown> {
  return decode(inputs) as Record<string, unknown>;
}

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  const inner = record["value"];
  if (record[signatureKey] === secretSignature) return { secret: decode(inner) };
  if (record[signatureKey] === outputSignature) {
    return record["secret"] === true ? { secret: decode(inner) } : decode(inner);
  }
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, decode(item)]));
}

/** A copy that holds only what JSON can: what is undefined is left out. */
export function toJson(value: Readonly<Record<string, unknown>>): Record<string, JsonValue> {
  return JSON.parse(JSON.stringify(value)) as Record<string, JsonValue>;
}

type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
