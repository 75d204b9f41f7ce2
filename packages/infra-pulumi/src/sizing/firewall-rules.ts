/** What a managed rule group must only count, because it would refuse a pasted article. */
const countedRules: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "AWSManagedRulesCommonRuleSet",
    [
      // Refuses every body over 8 KB; ours go up to 2 MB, checked by the server.
      "SizeRestrictions_BODY",
      // These read prose: an article about web security or a quoted path is enough.
      "CrossSiteScripting_BODY",
      "EC2MetaDataSSRF_BODY",
      "GenericLFI_BODY",
      "GenericRFI_BODY",
      // Refuses curl and scripts without a user agent, which are callers of the API.
      "NoUserAgent_HEADER",
    ],
  ],
  [
    "AWSManagedRulesKnownBadInputsRuleSet",
    ["Log4JRCE_BODY", "JavaDeserializationRCE_BODY", "ReactJSRCE_BODY"],
  ],
  ["AWSManagedRulesAmazonIpReputationList", []],
]);

/** The firewall's rules in order: known bad callers, a limit per address, known attacks. */
export function firewallRules(requestsPer5Minutes: number) {
  const rateRule = {
    name: "requests-per-address",
    priority: 0,
    action: { block: {} },
    statement: {
      rateBasedStatement: {
        limit: requestsPer5Minutes,
        evaluationWindowSec: 300,
        aggregateKeyType: "IP",
      },
    },
    visibilityConfig: visibility("requests-per-address"),
  };
  const managedRules = [...countedRules].map(([group, counted], index) => ({
    name: group,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name: group,
        ruleActionOverrides: counted.map((name) => ({ name, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visibility(group),
  }));
  return [rateRule, ...managedRules];
}

/** How WAF names what it counts; requests are not sampled, because they hold people's texts. */
export function visibility(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
