import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { project, type StageNames } from "../names.ts";
import type { StageConfig } from "../stage-config.ts";
import { Certificate } from "./certificate.ts";
import { CloudFront } from "./cloudfront.ts";
import { Firewall } from "./firewall.ts";
import { LoadBalancer } from "./load-balancer.ts";
import type { VpcNetwork } from "./network.ts";

interface FrontDoorArgs {
  readonly config: StageConfig;
  readonly names: StageNames;
  readonly network: VpcNetwork;
}

type Domain = NonNullable<StageConfig["domain"]>;

/** HTTPS always: under an own domain by the load balancer, without one by CloudFront. */
export class FrontDoor extends pulumi.ComponentResource {
  readonly loadBalancer: LoadBalancer;
  /** The page's address with `https://`. */
  readonly url: pulumi.Output<string>;
  /** What the domain's name must point to; undefined where the stage sees to that. */
  readonly dnsTarget: pulumi.Output<string> | undefined;

  constructor(name: string, args: FrontDoorArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:FrontDoor`, name, {}, options);
    const { domain, firewall } = args.config;
    const acl = firewall.enabled
      ? new Firewall(
          "firewall",
          {
            prefix: args.names.prefix,
            before: domain ? "load-balancer" : "cloudfront",
            requestsPer5Minutes: firewall.requestsPer5Minutes,
          },
          { parent: this },
        )
      : undefined;
    const opened = domain ? this.#ownDomain(args, domain, acl) : this.#cloudFront(args, acl);
    this.loadBalancer = opened.loadBalancer;
    this.url = opened.url;
    this.dnsTarget =
      domain && domain.zone === undefined ? opened.loadBalancer.balancer.dnsName : undefined;
    this.registerOutputs({ url: this.url });
  }

  #cloudFront(args: FrontDoorArgs, acl: Firewall | undefined) {
    const loadBalancer = this.#balancer(args, "cloudfront");
    const { distribution } = new CloudFront(
      "cloudfront",
      { prefix: args.names.prefix, loadBalancer, firewallArn: acl?.arn },
      { parent: this },
    );
    return { loadBalancer, url: pulumi.interpolate`https://${distribution.domainName}` };
  }

  #ownDomain(args: FrontDoorArgs, domain: Domain, acl: Firewall | undefined) {
    const { name, zone } = domain;
    const zoneId =
      zone === undefined
        ? undefined
        : aws.route53.getZoneOutput({ name: zone }, { parent: this }).zoneId;
    const loadBalancer = this.#balancer(args, "world", this.#certificate(domain, zoneId));
    const { balancer } = loadBalancer;
    if (acl) {
      new aws.wafv2.WebAclAssociation(
        "web",
        { resourceArn: balancer.arn, webAclArn: acl.arn },
        { parent: this },
      );
    }
    if (zoneId) {
      const aliases = [
        { name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true },
      ];
      new aws.route53.Record("web", { zoneId, name, type: "A", aliases }, { parent: this });
    }
    return { loadBalancer, url: pulumi.output(`https://${name}`) };
  }

  /** The certificate that is there, else one that its zone proves. */
  #certificate(
    { name, certificateArn }: Domain,
    zoneId: pulumi.Output<string> | undefined,
  ): pulumi.Output<string> {
    if (certificateArn !== undefined) return pulumi.output(certificateArn);
    if (zoneId === undefined) throw new Error(`${name} has neither a zone nor a certificate.`);
    return new Certificate("certificate", { domainName: name, zoneId }, { parent: this }).arn;
  }

  #balancer(
    { config, names, network }: FrontDoorArgs,
    audience: "world" | "cloudfront",
    certificateArn?: pulumi.Output<string>,
  ): LoadBalancer {
    return new LoadBalancer(
      "balancer",
      {
        prefix: names.prefix,
        network,
        audience,
        certificateArn,
        maxTasks: config.web.maxTasks,
        stopGraceSeconds: config.web.stopGraceSeconds,
      },
      { parent: this },
    );
  }
}
