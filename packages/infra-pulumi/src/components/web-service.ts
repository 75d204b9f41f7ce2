import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { boundary, trustPolicy } from "../iam/policy-document.ts";
import { invokePolicy, startTaskPolicy } from "../iam/web-policies.ts";
import { project, type StageNames } from "../names.ts";
import { containerDefinition, webPort } from "../sizing/container-definition.ts";
import type { StageConfig } from "../stage-config.ts";
import type { LoadBalancer } from "./load-balancer.ts";
import type { VpcNetwork } from "./network.ts";

interface WebServiceArgs {
  readonly config: StageConfig;
  readonly names: StageNames;
  readonly accountId: pulumi.Output<string>;
  readonly image: string;
  readonly repositoryArn: pulumi.Output<string>;
  readonly network: VpcNetwork;
  readonly loadBalancer: LoadBalancer;
}

const startGraceSeconds = 120;

/** The web server's tasks on Fargate: what they may do, where they run, how they are replaced. */
export class WebService extends pulumi.ComponentResource {
  readonly cluster: aws.ecs.Cluster;
  readonly service: aws.ecs.Service;

  constructor(name: string, args: WebServiceArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:WebService`, name, {}, options);
    const { config, names } = args;
    const parent = { parent: this };
    const logGroup = new aws.cloudwatch.LogGroup(
      "web",
      { name: names.webLogGroup, retentionInDays: config.web.logRetentionDays },
      parent,
    );
    this.cluster = new aws.ecs.Cluster("web", { name: names.prefix }, parent);
    const start = this.#startRole(args);
    const task = this.#taskRole(args);
    const definition = new aws.ecs.TaskDefinition(
      "web",
      {
        family: names.prefix,
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: String(config.web.cpu),
        memory: String(config.web.memoryMb),
        runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
        executionRoleArn: start.role.arn,
        taskRoleArn: task.arn,
        containerDefinitions: JSON.stringify([
          containerDefinition({ config, names, image: args.image }),
        ]),
      },
      { parent: this, dependsOn: [start.policy, logGroup] },
    );
    this.service = this.#service(args, definition);
    this.registerOutputs({ serviceName: this.service.name });
  }

  #service(args: WebServiceArgs, definition: aws.ecs.TaskDefinition): aws.ecs.Service {
    const { config, network, loadBalancer } = args;
    const isPublic = config.web.network === "public";
    return new aws.ecs.Service(
      "web",
      {
        cluster: this.cluster.arn,
        taskDefinition: definition.arn,
        launchType: "FARGATE",
        desiredCount: config.web.minTasks,
        deploymentMinimumHealthyPercent: 100,
        deploymentMaximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        availabilityZoneRebalancing: "ENABLED",
        healthCheckGracePeriodSeconds: startGraceSeconds,
        waitForSteadyState: true,
        enableExecuteCommand: false,
        propagateTags: "SERVICE",
        networkConfiguration: {
          subnets: [...(isPublic ? network.publicSubnetIds : network.innerSubnetIds)],
          securityGroups: [this.#securityGroup(args).id],
          // A task in a public subnet has no other way out; what comes in is the group's business.
          assignPublicIp: isPublic,
        },
        loadBalancers: [
          {
            targetGroupArn: loadBalancer.targetGroup.arn,
            containerName: "web",
            containerPort: webPort,
          },
        ],
      },
      {
        parent: this,
        // Without its routes a task cannot pull its image, and the circuit breaker gives up.
        dependsOn: [loadBalancer.listener, ...network.ready],
        ignoreChanges: config.web.maxTasks > config.web.minTasks ? ["desiredCount"] : [],
      },
    );
  }

  #securityGroup({ names, network, loadBalancer }: WebServiceArgs): aws.ec2.SecurityGroup {
    const tcp = (port: number) => ({ protocol: "tcp", fromPort: port, toPort: port });
    return new aws.ec2.SecurityGroup(
      "tasks",
      {
        namePrefix: `${names.prefix}-tasks-`,
        description: "The web tasks: only the load balancer comes in",
        vpcId: network.vpcId,
        ingress: [
          {
            ...tcp(webPort),
            securityGroups: [loadBalancer.securityGroup.id],
            description: "The load balancer",
          },
        ],
        egress: [{ ...tcp(443), cidrBlocks: ["0.0.0.0/0"], description: "AWS services, by HTTPS" }],
      },
      { parent: this },
    );
  }

  #startRole(args: WebServiceArgs) {
    const { accountId, names, config } = args;
    const role = this.#role("start", "ECS: pulls the image, writes the log, reads secrets.", args);
    const document = pulumi.all([accountId, args.repositoryArn]).apply(([id, repositoryArn]) =>
      startTaskPolicy(
        { region: config.region, accountId: id },
        {
          repositoryArn,
          logGroup: names.webLogGroup,
          secretArns: Object.values(config.web.secrets),
        },
      ),
    );
    const policy = new aws.iam.RolePolicy(
      "start",
      { role: role.id, policy: pulumi.jsonStringify(document) },
      { parent: this },
    );
    return { role, policy };
  }

  #taskRole(args: WebServiceArgs): aws.iam.Role {
    const { accountId, names, config } = args;
    const role = this.#role("task", "The web server: invokes its own endpoints.", args);
    const large = config.endpoint && names;
    const small = config.smallEndpoint && names.smallEndpoint;
    if (!large && small === undefined) return role;
    const document = accountId.apply((id) =>
      invokePolicy({ region: config.region, accountId: id }, { large, small }),
    );
    new aws.iam.RolePolicy(
      "invoke",
      { role: role.id, policy: pulumi.jsonStringify(document) },
      { parent: this },
    );
    return role;
  }

  #role(name: string, description: string, args: WebServiceArgs): aws.iam.Role {
    const { accountId, config } = args;
    const assumeRolePolicy = accountId.apply((id) => trustPolicy("ecs-tasks.amazonaws.com", id));
    return new aws.iam.Role(
      name,
      { description, assumeRolePolicy, ...boundary(config) },
      { parent: this },
    );
  }
}
