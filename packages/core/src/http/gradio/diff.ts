/** One edit of Gradio's diff streams: what to do, where, and the value. */
export type Edit = readonly [
  action: "append" | "replace" | "add" | "delete",
  path: readonly (string | number)[],
  value: unknown,
];

type Path = readonly (string | number)[];
type PlainObject = Readonly<Record<string, unknown>>;

/**
 * The edits that turn one JSON value into another, to be applied in order.
 *
 * At the root only "replace" and "append" exist; items of an array are deleted from the last and
 * added in rising order, so that no edit moves the place of a later one.
 */
export function diff(before: unknown, after: unknown): readonly Edit[] {
  return [...edits(before, after, [])];
}

function* edits(before: unknown, after: unknown, path: Path): Generator<Edit, void, void> {
  if (Object.is(before, after)) return;
  if (typeof before === "string" && typeof after === "string" && after.startsWith(before)) {
    yield ["append", path, after.slice(before.length)];
  } else if (Array.isArray(before) && Array.isArray(after)) {
    yield* arrayEdits(before, after, path);
  } else if (isPlain(before) && isPlain(after)) {
    yield* objectEdits(before, after, path);
  } else {
    yield ["replace", path, after];
  }
}

function* arrayEdits(
  before: readonly unknown[],
  after: readonly unknown[],
  path: Path,
): Generator<Edit, void, void> {
  const shared = Math.min(before.length, after.length);
  for (let index = 0; index < shared; index += 1) {
    yield* edits(before[index], after[index], [...path, index]);
  }
  for (let index = before.length - 1; index >= shared; index -= 1) {
    yield ["delete", [...path, index], null];
  }
  for (let index = shared; index < after.length; index += 1) {
    yield ["add", [...path, index], after[index]];
  }
}

function* objectEdits(
  before: PlainObject,
  after: PlainObject,
  path: Path,
): Generator<Edit, void, void> {
  for (const name of Object.keys(before)) {
    if (Object.hasOwn(after, name)) yield* edits(before[name], after[name], [...path, name]);
    else yield ["delete", [...path, name], null];
  }
  for (const name of Object.keys(after)) {
    if (!Object.hasOwn(before, name)) yield ["add", [...path, name], after[name]];
  }
}

// The clients assign by name, and an assignment to "__proto__" is none: such objects are replaced.
function isPlain(value: unknown): value is PlainObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !Object.hasOwn(value, "__proto__")
  );
}
