import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { project } from "../names.ts";
import { firewallRules, visibility } from "../sizing/firewall-rules.ts";

interface FirewallArgs {
  readonly prefix: string;
  readonly before: "cloudfront" | "load-balancer";
  readonly requestsPer5Minutes: number;
}

/** The web application firewall, before CloudFront or before the load balancer. */
export class Firewall extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: FirewallArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:Firewall`, name, {}, options);
    const isGlobal = args.before === "cloudfront";
    this.arn = new aws.wafv2.WebAcl(
      "web",
      {
        namePrefix: `${args.prefix}-`,
        scope: isGlobal ? "CLOUDFRONT" : "REGIONAL",
        // CloudFront takes its firewalls from this region only.
        ...(isGlobal ? { region: "us-east-1" } : {}),
        defaultAction: { allow: {} },
        rules: firewallRules(args.requestsPer5Minutes),
        visibilityConfig: visibility(args.prefix),
      },
      { parent: this },
    ).arn;
    this.registerOutputs({ arn: this.arn });
  }
}
