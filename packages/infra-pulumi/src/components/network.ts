import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { project } from "../names.ts";

interface NetworkArgs {
  readonly prefix: string;
  readonly region: string;
  /** `public`: tasks have addresses of their own; `private`: they reach out through one NAT gateway. */
  readonly tasks: "public" | "private";
}

const vpcCidr = "10.20.0.0/16";
const publicCidrs = ["10.20.0.0/20", "10.20.16.0/20"];
const innerCidrs = ["10.20.128.0/20", "10.20.144.0/20"];

// Zones in which CloudFront cannot reach a load balancer (its VPC origins do not exist there).
const zonesWithoutVpcOrigins = ["use1-az3", "usw1-az2", "apne1-az3", "apne2-az1", "cac1-az3"];

/** Where the load balancer and the tasks are put. */
export interface VpcNetwork {
  readonly vpcId: pulumi.Output<string>;
  /** The addresses of everything in the VPC. */
  readonly cidr: pulumi.Output<string>;
  readonly publicSubnetIds: readonly pulumi.Output<string>[];
  readonly innerSubnetIds: readonly pulumi.Output<string>[];
  /** What must be there before something in the network can be reached or reach out. */
  readonly ready: readonly pulumi.Resource[];
}

interface ExistingVpc {
  readonly id: string;
  readonly publicSubnetIds: readonly string[];
  readonly innerSubnetIds: readonly string[];
}

/** A network that is there already, with its own ways out; nothing of it is changed. */
export function existingNetwork(vpc: ExistingVpc, options: pulumi.InvokeOptions): VpcNetwork {
  return {
    vpcId: pulumi.output(vpc.id),
    cidr: aws.ec2.getVpcOutput({ id: vpc.id }, options).cidrBlock,
    publicSubnetIds: vpc.publicSubnetIds.map((id) => pulumi.output(id)),
    innerSubnetIds: vpc.innerSubnetIds.map((id) => pulumi.output(id)),
    ready: [],
  };
}

/** A VPC of two zones: public subnets with an internet gateway, inner ones for what nobody reaches. */
export class Network extends pulumi.ComponentResource implements VpcNetwork {
  readonly vpc: aws.ec2.Vpc;
  readonly cidr = pulumi.output(vpcCidr);
  readonly ready: readonly pulumi.Resource[] = [this];
  readonly publicSubnetIds: readonly pulumi.Output<string>[];
  readonly innerSubnetIds: readonly pulumi.Output<string>[];
  readonly internetGateway: aws.ec2.InternetGateway;

  constructor(name: string, args: NetworkArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:Network`, name, {}, options);
    const parent = { parent: this };
    this.vpc = new aws.ec2.Vpc(
      "vpc",
      {
        cidrBlock: vpcCidr,
        enableDnsSupport: true,
        enableDnsHostnames: true,
        tags: { Name: args.prefix },
      },
      parent,
    );
    this.internetGateway = new aws.ec2.InternetGateway("vpc", { vpcId: this.vpc.id }, parent);
    const { zoneIds } = aws.getAvailabilityZonesOutput(
      {
        state: "available",
        filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
        excludeZoneIds: zonesWithoutVpcOrigins,
      },
      parent,
    );
    const publicSubnets = this.#subnets("public", publicCidrs, zoneIds);
    const innerSubnets = this.#subnets("inner", innerCidrs, zoneIds);
    this.publicSubnetIds = publicSubnets.map(({ id }) => id);
    this.innerSubnetIds = innerSubnets.map(({ id }) => id);
    const [nat] = args.tasks === "private" ? [this.#nat(publicSubnets)] : [];
    const tables = [
      this.#routes("public", publicSubnets, { gatewayId: this.internetGateway.id }),
      this.#routes("inner", innerSubnets, nat && { natGatewayId: nat.id }),
    ];
    // Free, and keeps image layers (which ECR serves from S3) off the NAT gateway.
    new aws.ec2.VpcEndpoint(
      "s3",
      {
        vpcId: this.vpc.id,
        serviceName: `com.amazonaws.${args.region}.s3`,
        vpcEndpointType: "Gateway",
        routeTableIds: tables.map(({ id }) => id),
      },
      parent,
    );
    this.registerOutputs({ vpcId: this.vpc.id });
  }

  get vpcId(): pulumi.Output<string> {
    return this.vpc.id;
  }

  #subnets(kind: string, cidrs: readonly string[], zoneIds: pulumi.Output<string[]>) {
    return cidrs.map(
      (cidrBlock, index) =>
        new aws.ec2.Subnet(
          `${kind}-${index}`,
          {
            vpcId: this.vpc.id,
            cidrBlock,
            availabilityZoneId: zoneIds.apply((ids) => zoneAt(ids, index)),
            mapPublicIpOnLaunch: false,
            tags: { Name: `${kind}-${index}` },
          },
          { parent: this },
        ),
    );
  }

  #nat(publicSubnets: readonly aws.ec2.Subnet[]): aws.ec2.NatGateway {
    const address = new aws.ec2.Eip("nat", { domain: "vpc" }, { parent: this });
    const [subnet] = publicSubnets;
    if (!subnet) throw new Error("The network has no public subnet for the NAT gateway.");
    return new aws.ec2.NatGateway(
      "nat",
      { allocationId: address.id, subnetId: subnet.id },
      { parent: this, dependsOn: [this.internetGateway] },
    );
  }

  #routes(
    kind: string,
    subnets: readonly aws.ec2.Subnet[],
    out: { gatewayId: pulumi.Output<string> } | { natGatewayId: pulumi.Output<string> } | undefined,
  ): aws.ec2.RouteTable {
    const table = new aws.ec2.RouteTable(
      kind,
      { vpcId: this.vpc.id, tags: { Name: kind } },
      { parent: this },
    );
    if (out) {
      const everywhere = { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0" };
      new aws.ec2.Route(kind, { ...everywhere, ...out }, { parent: this });
    }
    for (const [index, subnet] of subnets.entries()) {
      new aws.ec2.RouteTableAssociation(
        `${kind}-${index}`,
        { routeTableId: table.id, subnetId: subnet.id },
        { parent: this },
      );
    }
    return table;
  }
}

function zoneAt(ids: readonly string[], index: number): string {
  const id = ids[index];
  if (id !== undefined) return id;
  throw new pulumi.RunError(
    `The region has ${ids.length} usable availability zones; a load balancer needs 2. Use another region.`,
  );
}
