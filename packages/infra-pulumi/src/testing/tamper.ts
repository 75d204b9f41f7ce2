import type { ResourceGraph } from "../graph/resource-graph.ts";

interface Tampering {
  /** `type::name`. */
  readonly resource: string;
  readonly path: string;
  /** `undefined` takes the input away. */
  readonly value: unknown;
  /** An input that holds JSON, inside which the path begins. */
  readonly within?: string;
}

/** A copy of the graph with one input changed. */
export function tamper(graph: ResourceGraph, change: Tampering): ResourceGraph {
  const touched = graph.resources.filter(
    ({ type, name }) => `${type}::${name}` === change.resource,
  );
  if (touched.length !== 1) throw new Error(`${change.resource} is there ${touched.length} times.`);
  const resources = graph.resources.map((resource) => {
    if (!touched.includes(resource)) return resource;
    const inputs: Record<string, unknown> = structuredClone({ ...resource.inputs });
    if (change.within === undefined) {
      setAt(inputs, change.path.split("."), change.value);
    } else {
      const inner: unknown = JSON.parse(String(inputs[change.within]));
      setAt(inner, change.path.split("."), change.value);
      inputs[change.within] = JSON.stringify(inner);
    }
    return { ...resource, inputs };
  });
  return { ...graph, resources };
}

/** A copy of the graph without the resources of a type. */
export function without(graph: ResourceGraph, type: string): ResourceGraph {
  return { ...graph, resources: graph.resources.filter((resource) => resource.type !== type) };
}

function setAt(target: unknown, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (typeof target !== "object" || target === null) throw new Error(`There is no ${key}.`);
  if (rest.length === 0) {
    Reflect.set(target, key, value);
    return;
  }
  if (Reflect.get(target, key) === undefined) Reflect.set(target, key, {});
  setAt(Reflect.get(target, key), rest, value);
}
