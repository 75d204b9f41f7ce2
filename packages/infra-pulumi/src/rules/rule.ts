import type { GraphResource, ResourceGraph } from "../graph/resource-graph.ts";

/** Something in the graph that AWS would refuse, or that would fail later and in silence. */
export interface GraphProblem {
  /** `type::name` of the resource. */
  readonly resource: string;
  readonly message: string;
}

/** One check over everything that a stage would create. */
export type Rule = (graph: ResourceGraph) => readonly GraphProblem[];

/** A rule about the resources of one type: what is wrong with each, in words. */
export function ruleFor(
  type: string,
  check: (resource: GraphResource, graph: ResourceGraph) => readonly (string | false)[],
): Rule {
  return (graph) =>
    graph.resources
      .filter((resource) => resource.type === type)
      .flatMap((resource) =>
        check(resource, graph)
          .filter((message) => message !== false)
          .map((message) => ({ resource: `${resource.type}::${resource.name}`, message })),
      );
}
