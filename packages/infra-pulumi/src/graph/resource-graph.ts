/** One resource that a program declares. */
export interface GraphResource {
  /** Pulumi's type token, such as `aws:ecs/service:Service`. */
  readonly type: string;
  readonly name: string;
  /** False for components and providers, which are nothing in the cloud. */
  readonly isInCloud: boolean;
  /** Secret values stand as `{ secret: value }`. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What a program declares for one stage, in the order of declaration. */
export interface ResourceGraph {
  readonly resources: readonly GraphResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The resources of one type. */
export function ofType(graph: ResourceGraph, type: string): readonly GraphResource[] {
  return graph.resources.filter((resource) => resource.type === type);
}
