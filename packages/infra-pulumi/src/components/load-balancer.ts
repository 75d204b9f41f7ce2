import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { project } from "../names.ts";
import { serverKeepAliveSeconds, webPort } from "../sizing/container-definition.ts";
import type { VpcNetwork } from "./network.ts";

interface LoadBalancerArgs {
  readonly prefix: string;
  readonly network: VpcNetwork;
  /** `world`: HTTPS from anywhere; `cloudfront`: inner address, reached by CloudFront alone. */
  readonly audience: "world" | "cloudfront";
  /** The certificate of the own domain; undefined behind CloudFront. */
  readonly certificateArn: pulumi.Output<string> | undefined;
  readonly maxTasks: number;
  readonly stopGraceSeconds: number;
}

// Shorter than the server's keep-alive, or the load balancer reuses a connection that is closing.
const idleTimeoutSeconds = serverKeepAliveSeconds - 5;
const stickySeconds = 3600;

/** The load balancer, what it admits, and the tasks that it finds ready. */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly balancer: aws.lb.LoadBalancer;
  readonly targetGroup: aws.lb.TargetGroup;
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** The listener that forwards; a service waits for it. */
  readonly listener: aws.lb.Listener;

  constructor(name: string, args: LoadBalancerArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:LoadBalancer`, name, {}, options);
    const { network } = args;
    const isInternal = args.audience === "cloudfront";
    this.securityGroup = this.#securityGroup(args);
    this.balancer = new aws.lb.LoadBalancer(
      "web",
      {
        // No name of ours: with one, a replacement could not stand beside what it replaces.
        internal: isInternal,
        loadBalancerType: "application",
        securityGroups: [this.securityGroup.id],
        subnets: [...(isInternal ? network.innerSubnetIds : network.publicSubnetIds)],
        idleTimeout: idleTimeoutSeconds,
        dropInvalidHeaderFields: true,
      },
      { parent: this, dependsOn: [...network.ready] },
    );
    this.targetGroup = this.#targetGroup(args);
    this.listener = args.certificateArn
      ? this.#secureListeners(args.certificateArn)
      : this.#plainListener();
    this.registerOutputs({ dnsName: this.balancer.dnsName });
  }

  #securityGroup({ prefix, network, audience }: LoadBalancerArgs): aws.ec2.SecurityGroup {
    const everybody = [80, 443].map((port) => ({
      ...tcp(port),
      cidrBlocks: ["0.0.0.0/0"],
      description: "Browsers; 80 only redirects",
    }));
    return new aws.ec2.SecurityGroup(
      "balancer",
      {
        namePrefix: `${prefix}-balancer-`,
        description: "The load balancer",
        vpcId: network.vpcId,
        ingress:
          audience === "world"
            ? everybody
            : [
                {
                  ...tcp(80),
                  prefixListIds: [this.#cloudFrontPrefixList()],
                  description: "CloudFront",
                },
              ],
        egress: [{ ...tcp(webPort), cidrBlocks: [network.cidr], description: "The web tasks" }],
      },
      { parent: this },
    );
  }

  #cloudFrontPrefixList(): pulumi.Output<string> {
    return aws.ec2.getManagedPrefixListOutput(
      { name: "com.amazonaws.global.cloudfront.origin-facing" },
      { parent: this },
    ).id;
  }

  #targetGroup({ network, maxTasks, stopGraceSeconds }: LoadBalancerArgs) {
    // Runs live in the memory of one task, so a browser stays with the task that has its run.
    const stickiness = { enabled: true, type: "lb_cookie", cookieDuration: stickySeconds };
    return new aws.lb.TargetGroup(
      "web",
      {
        vpcId: network.vpcId,
        targetType: "ip",
        protocol: "HTTP",
        port: webPort,
        deregistrationDelay: stopGraceSeconds,
        loadBalancingAlgorithmType: "least_outstanding_requests",
        healthCheck: {
          path: "/readyz",
          matcher: "200",
          interval: 15,
          timeout: 5,
          healthyThreshold: 2,
          // A full waiting line is not ready either, and its task must not be replaced for that at once.
          unhealthyThreshold: 10,
        },
        ...(maxTasks > 1 ? { stickiness } : {}),
      },
      { parent: this },
    );
  }

  #plainListener(): aws.lb.Listener {
    return new aws.lb.Listener(
      "http",
      {
        loadBalancerArn: this.balancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", targetGroupArn: this.targetGroup.arn }],
      },
      { parent: this },
    );
  }

  #secureListeners(certificateArn: pulumi.Output<string>): aws.lb.Listener {
    new aws.lb.Listener(
      "http",
      {
        loadBalancerArn: this.balancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultActions: [
          {
            type: "redirect",
            redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" },
          },
        ],
      },
      { parent: this },
    );
    return new aws.lb.Listener(
      "https",
      {
        loadBalancerArn: this.balancer.arn,
        port: 443,
        protocol: "HTTPS",
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        certificateArn,
        defaultActions: [{ type: "forward", targetGroupArn: this.targetGroup.arn }],
      },
      { parent: this },
    );
  }
}

function tcp(port: number) {
  return { protocol: "tcp", fromPort: port, toPort: port };
}
