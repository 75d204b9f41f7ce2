import type { ResourceGraph } from "../graph/resource-graph.ts";
import { endpointRules } from "./endpoint-rules.ts";
import { limitRules } from "./limit-rules.ts";
import type { GraphProblem } from "./rule.ts";
import { pageApiRules } from "./page-api-rules.ts";
import { smallEndpointRules } from "./small-endpoint-rules.ts";
import { textRules } from "./text-rules.ts";
import { webRules } from "./web-rules.ts";

/** Everything in the graph that AWS would refuse or that would fail in silence; empty when all is well. */
export function findGraphProblems(graph: ResourceGraph): readonly GraphProblem[] {
  return [
    ...endpointRules,
    ...smallEndpointRules,
    ...pageApiRules,
    ...webRules,
    ...limitRules,
    ...textRules,
  ].flatMap((rule) => rule(graph));
}
