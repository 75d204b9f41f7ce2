import type { PolicyDocument } from "../iam/policy-document.ts";
import { ofType, type ResourceGraph } from "../graph/resource-graph.ts";

/** Every inline policy of the graph, by the name of its resource. */
export function rolePolicies(graph: ResourceGraph): readonly (readonly [string, PolicyDocument])[] {
  return ofType(graph, "aws:iam/rolePolicy:RolePolicy").map(
    ({ name, inputs }) => [name, JSON.parse(inputs["policy"] as string) as PolicyDocument] as const,
  );
}
