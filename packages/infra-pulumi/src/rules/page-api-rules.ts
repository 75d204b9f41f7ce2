import { ofType } from "../graph/resource-graph.ts";
import { inputAt, listAt, numberAt, textAt } from "./input-at.ts";
import { type Rule, ruleFor } from "./rule.ts";

const gateway = "aws:apigatewayv2";

/** What the API for other pages must have. */
export const pageApiRules: readonly Rule[] = [
  ruleFor(`${gateway}/stage:Stage`, ({ inputs }) => {
    const limits = inputAt(inputs, "defaultRouteSettings");
    return [
      !(
        numberAt(limits, "throttlingRateLimit") > 0 && numberAt(limits, "throttlingBurstLimit") > 0
      ) && "It is not throttled: anybody may have it call the app 10,000 times a second.",
    ];
  }),
  ruleFor(`${gateway}/api:Api`, ({ inputs }) => [
    listAt(inputs, "corsConfiguration.allowOrigins").length === 0 &&
      "It names no origin, so no page can read its replies.",
  ]),
  ruleFor(`${gateway}/integration:Integration`, ({ inputs }, graph) => {
    const [call] = ofType(graph, "aws:lambda/function:Function");
    const waitsMs = numberAt(inputs, "timeoutMilliseconds");
    return [
      waitsMs > 30_000 && `It waits ${waitsMs} ms; an HTTP API takes at most 30000.`,
      numberAt(call?.inputs, "timeout") * 1000 >= waitsMs &&
        "Its function may take as long as it waits; the gateway would answer first, without a reason.",
    ];
  }),
  ruleFor("aws:lambda/permission:Permission", ({ inputs }) => [
    textAt(inputs, "sourceArn") === "" &&
      "Any API of any account may invoke the function; name the API in sourceArn.",
  ]),
];
