// What AWS adds to a resource when it is made: its id, ARN and addresses. Everything made up carries a mark,
// so that a reference to something that is gone can be told.
import { imaginedAccount } from "../../graph/imagine-cloud.ts";

/** What a resource becomes. */
export interface Made {
  readonly id: string;
  /** Outputs beside its inputs. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface Declared {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly region: string;
  /** 17 hexadecimal digits that nothing else has. */
  readonly mark: string;
}

/** What the marks in made-up ids and addresses look like. */
export const markPattern = /0fab1e[0-9a-f]{11}/gu;

const prefixes: Readonly<Record<string, string>> = {
  "aws:ec2/eip:Eip": "eipalloc",
  "aws:ec2/internetGateway:InternetGateway": "igw",
  "aws:ec2/natGateway:NatGateway": "nat",
  "aws:ec2/route:Route": "r-rtb",
  "aws:ec2/routeTable:RouteTable": "rtb",
  "aws:ec2/routeTableAssociation:RouteTableAssociation": "rtbassoc",
  "aws:ec2/securityGroup:SecurityGroup": "sg",
  "aws:ec2/subnet:Subnet": "subnet",
  "aws:ec2/vpc:Vpc": "vpc",
  "aws:ec2/vpcEndpoint:VpcEndpoint": "vpce",
};

type Maker = (declared: Declared, name: string) => Made;

/** Its ARN is its id, as for most types of the load balancer, ECS, SNS and SageMaker. */
const byArn =
  (
    service: string,
    kind: string,
    more: (declared: Declared, name: string) => object = () => ({}),
  ): Maker =>
  (declared, name) => {
    const id = arn(declared, service, `${kind}${name}`);
    return { id, outputs: { arn: id, ...more(declared, name) } };
  };

/** Its name is its id. */
const byName =
  (
    service: string,
    kind: string,
    more: (declared: Declared, name: string) => object = () => ({}),
  ): Maker =>
  (declared, name) => ({
    id: name,
    outputs: { arn: arn(declared, service, `${kind}${name}`), ...more(declared, name) },
  });

const makers: Readonly<Record<string, Maker>> = {
  "aws-native:sagemaker:Endpoint": ({ region, inputs }) => {
    const endpointArn = `arn:aws:sagemaker:${region}:${imaginedAccount}:endpoint/${String(inputs["endpointName"])}`;
    return { id: endpointArn, outputs: { endpointArn } };
  },
  "aws-native:sagemaker:EndpointConfig": ({ region, inputs }) => {
    const id = `arn:aws:sagemaker:${region}:${imaginedAccount}:endpoint-config/${String(inputs["endpointConfigName"])}`;
    return { id, outputs: { endpointConfigArn: id } };
  },
  "aws-native:sagemaker:InferenceComponent": ({ region, inputs }) => {
    const name = String(inputs["inferenceComponentName"]);
    const id = `arn:aws:sagemaker:${region}:${imaginedAccount}:inference-component/${name}`;
    return { id, outputs: { inferenceComponentArn: id, inferenceComponentStatus: "InService" } };
  },
  "aws:acm/certificate:Certificate": byArn("acm", "certificate/", ({ inputs, mark }) => ({
    domainValidationOptions: [
      {
        domainName: inputs["domainName"],
        resourceRecordName: `_${mark}.${String(inputs["domainName"])}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: `_${mark}.acm-validations.aws.`,
      },
    ],
  })),
  "aws:apigatewayv2/api:Api": (declared) => {
    const { mark, region } = declared;
    return {
      id: mark,
      outputs: {
        arn: `arn:aws:apigateway:${region}::/apis/${mark}`,
        apiEndpoint: `https://${mark}.execute-api.${region}.amazonaws.com`,
        executionArn: arn(declared, "execute-api", mark),
      },
    };
  },
  "aws:appautoscaling/target:Target": ({ inputs }) => ({
    id: String(inputs["resourceId"]),
    outputs: {},
  }),
  "aws:cloudfront/distribution:Distribution": (declared) => {
    const id = `E${declared.mark.toUpperCase()}`;
    const domainName = `d${declared.mark}.cloudfront.net`;
    return {
      id,
      outputs: {
        arn: arn(declared, "cloudfront", `distribution/${id}`),
        domainName,
        hostedZoneId: "Z2FDTNDATAQYW2",
      },
    };
  },
  "aws:cloudwatch/dashboard:Dashboard": ({ inputs }) => ({
    id: String(inputs["dashboardName"]),
    outputs: {
      dashboardArn: `arn:aws:cloudwatch::${imaginedAccount}:dashboard/${String(inputs["dashboardName"])}`,
    },
  }),
  "aws:cloudwatch/logGroup:LogGroup": byName("logs", "log-group:"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": byName("cloudwatch", "alarm:"),
  "aws:ecr/repository:Repository": byName("ecr", "repository/", ({ region }, name) => ({
    registryId: imaginedAccount,
    repositoryUrl: `${imaginedAccount}.dkr.ecr.${region}.amazonaws.com/${name}`,
  })),
  "aws:ecs/cluster:Cluster": byArn("ecs", "cluster/"),
  "aws:ecs/service:Service": byArn("ecs", "service/"),
  // The provider's id is the family; here each revision is a thing of its own.
  "aws:ecs/taskDefinition:TaskDefinition": ({ inputs, mark, region }) => {
    const revision = `${String(inputs["family"])}:${Number.parseInt(mark.slice(-6), 16)}`;
    const id = `arn:aws:ecs:${region}:${imaginedAccount}:task-definition/${revision}`;
    return { id, outputs: { arn: id } };
  },
  "aws:iam/role:Role": byName("iam", "role/"),
  "aws:iam/rolePolicy:RolePolicy": ({ inputs }, name) => ({
    id: `${String(inputs["role"])}:${name}`,
    outputs: {},
  }),
  "aws:lambda/function:Function": byName("lambda", "function:"),
  "aws:lb/loadBalancer:LoadBalancer": byArn(
    "elasticloadbalancing",
    "loadbalancer/app/",
    ({ region, mark }, name) => ({
      arnSuffix: `app/${name}/${mark}`,
      dnsName: `internal-${name}-${mark}.${region}.elb.amazonaws.com`,
      zoneId: "Z35SXDOTRQ7X7K",
    }),
  ),
  "aws:lb/targetGroup:TargetGroup": byArn(
    "elasticloadbalancing",
    "targetgroup/",
    ({ mark }, name) => ({ arnSuffix: `targetgroup/${name}/${mark}` }),
  ),
  "aws:route53/record:Record": ({ inputs, mark }) => ({
    id: `${String(inputs["zoneId"])}_${mark}`,
    outputs: { fqdn: inputs["name"] },
  }),
  "aws:s3/bucket:Bucket": ({ inputs, mark }) => {
    const given = inputs["bucket"];
    const bucket = typeof given === "string" ? given : `${String(inputs["bucketPrefix"])}${mark}`;
    return { id: bucket, outputs: { bucket, arn: `arn:aws:s3:::${bucket}` } };
  },
  "aws:sagemaker/endpoint:Endpoint": byName("sagemaker", "endpoint/"),
  "aws:sagemaker/endpointConfiguration:EndpointConfiguration": byName(
    "sagemaker",
    "endpoint-config/",
  ),
  "aws:sagemaker/model:Model": byName("sagemaker", "model/"),
  "aws:sns/topic:Topic": byArn("sns", ""),
  "aws:wafv2/webAcl:WebAcl": byArn("wafv2", "webacl/"),
};

/** What AWS makes of a resource. */
export function makeOutputs(declared: Declared): Made {
  const { type, inputs, mark } = declared;
  const given = inputs["name"];
  const prefix = inputs["namePrefix"];
  const name =
    typeof given === "string" ? given : `${typeof prefix === "string" ? prefix : ""}${mark}`;
  const maker = makers[type];
  if (maker) return maker(declared, name);
  const id = `${prefixes[type] ?? type.split(":").at(-1)?.toLowerCase() ?? ""}-${mark}`;
  const service = type.split(/[:/]/u)[1] ?? "";
  return { id, outputs: { arn: arn(declared, service, id) } };
}

function arn({ region, type, mark }: Declared, service: string, rest: string): string {
  const isGlobal = ["iam", "cloudfront", "route53", "budgets"].includes(service);
  // These have an end that nobody can choose.
  const isMarked = /loadBalancer|targetGroup|listener|certificate:|webAcl:/u.test(type);
  const end = isMarked && !rest.includes(mark) ? `/${mark}` : "";
  return `arn:aws:${service}:${isGlobal ? "" : region}:${imaginedAccount}:${rest}${end}`;
}
