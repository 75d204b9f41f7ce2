import type { GraphResource } from "../graph/resource-graph.ts";
import { fargateMemory } from "../sizing/fargate.ts";
import { serverKeepAliveSeconds } from "../sizing/container-definition.ts";
import { inputAt, listAt, numberAt, textAt } from "./input-at.ts";
import { type Rule, ruleFor } from "./rule.ts";

const world = ["0.0.0.0/0", "::/0"];
const openPorts = [80, 443];
const secretName = /(?:^|_)(?:KEYS?|TOKEN|SECRETS?|PASSWORD|CREDENTIALS?)$/u;

// Rules of the managed group that refuse a body for what it says or for its length.
const bodyRules = [
  "SizeRestrictions_BODY",
  "CrossSiteScripting_BODY",
  "GenericLFI_BODY",
  "GenericRFI_BODY",
];

/** What the web service needs to answer, and what it must not open or tell. */
export const webRules: readonly Rule[] = [
  ruleFor("aws:ec2/securityGroup:SecurityGroup", ({ inputs }) =>
    listAt(inputs, "ingress").map((rule) => {
      const [from, to] = [numberAt(rule, "fromPort"), numberAt(rule, "toPort")];
      const sources = [...listAt(rule, "cidrBlocks"), ...listAt(rule, "ipv6CidrBlocks")];
      const isOpen = sources.some((source) => world.some((everybody) => everybody === source));
      const isAllowed = from === to && openPorts.includes(from);
      return isOpen && !isAllowed && `It opens ${from} to ${to} to the world; only 80 and 443 may.`;
    }),
  ),
  ruleFor("aws:lb/loadBalancer:LoadBalancer", ({ inputs }) => [
    !(numberAt(inputs, "idleTimeout") < serverKeepAliveSeconds) &&
      `Its idle time-out is not below the server's keep-alive (${serverKeepAliveSeconds} s): now and then it would answer 502.`,
    !(numberAt(inputs, "idleTimeout") > 15) &&
      "Its idle time-out is not above the 15 s between two keep-alives of a stream.",
  ]),
  ruleFor("aws:lb/listener:Listener", ({ inputs }, { resources }) => {
    const isPublic = resources.some(
      (resource) =>
        resource.type === "aws:lb/loadBalancer:LoadBalancer" &&
        resource.inputs["internal"] !== true,
    );
    const forwards = textAt(inputs, "defaultActions.0.type") === "forward";
    return [
      isPublic &&
        forwards &&
        textAt(inputs, "protocol") !== "HTTPS" &&
        "It serves plain HTTP to the world, where browsers allow no service worker and no threads.",
    ];
  }),
  ruleFor("aws:cloudfront/distribution:Distribution", ({ inputs }, { resources }) => [
    numberAt(inputs, "origins.0.vpcOriginConfig.originReadTimeout") > 120 &&
      "Its origin read time-out is above the 120 s that CloudFront takes.",
    resources.some(
      (resource) =>
        resource.type === "aws:lb/loadBalancer:LoadBalancer" &&
        numberAt(inputs, "origins.0.vpcOriginConfig.originKeepaliveTimeout") >=
          numberAt(resource.inputs, "idleTimeout"),
    ) &&
      "It keeps connections as long as the load balancer or longer: now and then it would answer 502.",
    ...listAt(inputs, "orderedCacheBehaviors").map(
      (kept) =>
        !keepsNoCookies(kept, resources) &&
        `What it keeps of ${textAt(kept, "pathPattern")} may hold the load balancer's cookie, for everybody.`,
    ),
    textAt(inputs, "defaultCacheBehavior.viewerProtocolPolicy") === "allow-all" &&
      "It serves plain HTTP, where browsers allow no service worker and no threads.",
  ]),
  ruleFor("aws:ecs/taskDefinition:TaskDefinition", ({ inputs }) => {
    const [cpu, memory] = [textAt(inputs, "cpu"), textAt(inputs, "memory")];
    const container = inputAt(JSON.parse(textAt(inputs, "containerDefinitions") || "[]"), "0");
    const plain = listAt(container, "environment")
      .map((variable) => textAt(variable, "name"))
      .filter((name) => secretName.test(name));
    return [
      !fargateMemory(Number(cpu)).includes(Number(memory)) &&
        `Fargate sells no ${cpu} CPU units with ${memory} MiB.`,
      !/@sha256:[0-9a-f]{64}$/u.test(textAt(container, "image")) &&
        "Its image is not named by digest: a pushed tag would change what runs.",
      inputAt(container, "readonlyRootFilesystem") !== true &&
        "Its root file system can be written.",
      numberAt(container, "stopTimeout") > 120 &&
        "It asks for more than the 120 s that Fargate gives a task to stop.",
      plain.length > 0 && `It has ${plain.join(", ")} in plain text; use web.secrets.`,
      ...listAt(container, "secrets").map(
        (secret) =>
          !textAt(secret, "valueFrom").startsWith("arn:aws:secretsmanager:") &&
          `${textAt(secret, "name")} is no reference into Secrets Manager.`,
      ),
    ];
  }),
  ruleFor("aws:wafv2/webAcl:WebAcl", ({ inputs }) => {
    const rules = listAt(inputs, "rules");
    const priorities = rules.map((rule) => numberAt(rule, "priority"));
    const common = rules.find((rule) => textAt(rule, "name") === "AWSManagedRulesCommonRuleSet");
    const counted = listAt(common, "statement.managedRuleGroupStatement.ruleActionOverrides").map(
      (override) => textAt(override, "name"),
    );
    const blocking = bodyRules.filter((name) => common !== undefined && !counted.includes(name));
    return [
      new Set(priorities).size < priorities.length && "Two of its rules have the same priority.",
      blocking.length > 0 &&
        `${blocking.join(", ")} would answer 403 to a pasted article; set it to count.`,
    ];
  }),
];

/** True where cookies are neither sent to the origin nor passed on from it. */
function keepsNoCookies(behaviour: unknown, resources: readonly GraphResource[]): boolean {
  // The graph's ids are made of the names, so one of another policy is not taken for it.
  const named = (type: string, idPath: string) =>
    resources.find(
      (resource) => resource.type === type && textAt(behaviour, idPath) === `${resource.name}-id`,
    );
  const request = named(
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy",
    "originRequestPolicyId",
  );
  const response = named(
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    "responseHeadersPolicyId",
  );
  const removed = listAt(response?.inputs, "removeHeadersConfig.items");
  return (
    textAt(request?.inputs, "cookiesConfig.cookieBehavior") === "none" &&
    removed.some((item) => textAt(item, "header") === "Set-Cookie")
  );
}
