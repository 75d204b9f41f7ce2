// What the stand-ins for the two providers know of each resource type: its CloudFormation type, from whose
// schema comes what cannot be changed in place, and where the classic provider differs from that.
import { cloudFormationSchema } from "../parse-cloudformation.ts";

/** What is known of a type. */
interface Kind {
  /** Its CloudFormation type; undefined where CloudFormation has it as a part of another. */
  readonly cloudFormation?: string;
  /** The name that the provider makes up where the program gives none, and the most characters of it. */
  readonly autoName?: readonly [property: string, longest: number];
  /** Inputs whose change makes a new one, beside those of CloudFormation's schema. */
  readonly replaces?: readonly string[];
  /** Inputs that the classic provider changes in place, though CloudFormation would make a new one. */
  readonly updates?: readonly string[];
  /** Inputs that only one resource of an account and region may have; else the name that is made up. */
  readonly identity?: readonly string[];
  /** True where a new one cannot be made while its predecessor is there, whatever its name. */
  readonly deleteFirst?: boolean;
  /** Minutes that AWS takes to make, change or delete one. */
  readonly minutes?: number;
  /** Inputs that name another resource without its ARN or id, and that resource's type. */
  readonly refersTo?: Readonly<Record<string, string>>;
}

const scalable = ["resourceId", "scalableDimension", "serviceNamespace"] as const;

const kinds: Readonly<Record<string, Kind>> = {
  "aws-native:sagemaker:Endpoint": {
    cloudFormation: "AWS::SageMaker::Endpoint",
    autoName: ["endpointName", 63],
    minutes: 4,
    refersTo: { endpointConfigName: "aws-native:sagemaker:EndpointConfig" },
  },
  "aws-native:sagemaker:EndpointConfig": {
    cloudFormation: "AWS::SageMaker::EndpointConfig",
    autoName: ["endpointConfigName", 63],
  },
  "aws-native:sagemaker:InferenceComponent": {
    cloudFormation: "AWS::SageMaker::InferenceComponent",
    autoName: ["inferenceComponentName", 63],
    // CloudFormation's schema marks none; UpdateInferenceComponent takes none of these.
    replaces: ["inferenceComponentName", "endpointName", "variantName"],
    minutes: 9,
    refersTo: {
      endpointName: "aws-native:sagemaker:Endpoint",
      "specification.modelName": "aws:sagemaker/model:Model",
    },
  },
  "aws:acm/certificate:Certificate": { cloudFormation: "AWS::CertificateManager::Certificate" },
  "aws:acm/certificateValidation:CertificateValidation": {
    replaces: ["certificateArn", "validationRecordFqdns"],
    minutes: 2,
  },
  "aws:apigatewayv2/api:Api": { cloudFormation: "AWS::ApiGatewayV2::Api", autoName: ["name", 128] },
  "aws:apigatewayv2/integration:Integration": { cloudFormation: "AWS::ApiGatewayV2::Integration" },
  "aws:apigatewayv2/route:Route": { cloudFormation: "AWS::ApiGatewayV2::Route" },
  // Its name is that of every API's default stage.
  "aws:apigatewayv2/stage:Stage": {
    replaces: ["apiId", "name"],
    identity: ["apiId", "name"],
  },
  "aws:appautoscaling/policy:Policy": {
    cloudFormation: "AWS::ApplicationAutoScaling::ScalingPolicy",
    autoName: ["name", 255],
    replaces: ["name"],
  },
  "aws:appautoscaling/scheduledAction:ScheduledAction": {
    autoName: ["name", 255],
    replaces: ["name", ...scalable],
  },
  "aws:appautoscaling/target:Target": {
    cloudFormation: "AWS::ApplicationAutoScaling::ScalableTarget",
    identity: scalable,
  },
  "aws:budgets/budget:Budget": {
    cloudFormation: "AWS::Budgets::Budget",
    autoName: ["name", 100],
    replaces: ["name", "namePrefix", "budgetType"],
  },
  "aws:cloudfront/distribution:Distribution": {
    cloudFormation: "AWS::CloudFront::Distribution",
    minutes: 4,
  },
  "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": {
    cloudFormation: "AWS::CloudFront::OriginRequestPolicy",
    autoName: ["name", 128],
  },
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {
    cloudFormation: "AWS::CloudFront::ResponseHeadersPolicy",
    autoName: ["name", 128],
  },
  "aws:cloudfront/vpcOrigin:VpcOrigin": {
    cloudFormation: "AWS::CloudFront::VpcOrigin",
    minutes: 10,
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    cloudFormation: "AWS::CloudWatch::Dashboard",
    identity: ["dashboardName"],
    deleteFirst: true,
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    cloudFormation: "AWS::Logs::LogGroup",
    autoName: ["name", 512],
    replaces: ["name", "namePrefix"],
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    cloudFormation: "AWS::CloudWatch::Alarm",
    autoName: ["name", 255],
    replaces: ["name"],
  },
  "aws:ec2/eip:Eip": { cloudFormation: "AWS::EC2::EIP" },
  "aws:ec2/internetGateway:InternetGateway": { cloudFormation: "AWS::EC2::InternetGateway" },
  "aws:ec2/natGateway:NatGateway": { cloudFormation: "AWS::EC2::NatGateway", minutes: 2 },
  "aws:ec2/route:Route": {
    cloudFormation: "AWS::EC2::Route",
    identity: ["routeTableId", "destinationCidrBlock"],
  },
  "aws:ec2/routeTable:RouteTable": { cloudFormation: "AWS::EC2::RouteTable" },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    cloudFormation: "AWS::EC2::SubnetRouteTableAssociation",
    updates: ["routeTableId"],
    identity: ["subnetId"],
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    cloudFormation: "AWS::EC2::SecurityGroup",
    autoName: ["name", 255],
    replaces: ["name", "namePrefix", "description"],
  },
  "aws:ec2/subnet:Subnet": { cloudFormation: "AWS::EC2::Subnet" },
  "aws:ec2/vpc:Vpc": { cloudFormation: "AWS::EC2::VPC" },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { cloudFormation: "AWS::EC2::VPCEndpoint" },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
    replaces: ["repository"],
    refersTo: { repository: "aws:ecr/repository:Repository" },
  },
  "aws:ecr/repository:Repository": {
    cloudFormation: "AWS::ECR::Repository",
    autoName: ["name", 256],
    replaces: ["name"],
  },
  "aws:ecs/cluster:Cluster": {
    cloudFormation: "AWS::ECS::Cluster",
    autoName: ["name", 255],
    replaces: ["name"],
  },
  "aws:ecs/service:Service": {
    cloudFormation: "AWS::ECS::Service",
    autoName: ["name", 255],
    replaces: ["name"],
    minutes: 3,
  },
  "aws:ecs/taskDefinition:TaskDefinition": { cloudFormation: "AWS::ECS::TaskDefinition" },
  "aws:iam/role:Role": {
    cloudFormation: "AWS::IAM::Role",
    autoName: ["name", 64],
    replaces: ["name"],
  },
  "aws:iam/rolePolicy:RolePolicy": {
    cloudFormation: "AWS::IAM::RolePolicy",
    autoName: ["name", 128],
    replaces: ["name", "role"],
    identity: ["role", "name"],
    refersTo: { role: "aws:iam/role:Role" },
  },
  "aws:lambda/function:Function": {
    cloudFormation: "AWS::Lambda::Function",
    autoName: ["name", 64],
    replaces: ["name"],
  },
  "aws:lambda/permission:Permission": {
    cloudFormation: "AWS::Lambda::Permission",
    autoName: ["statementId", 100],
    refersTo: { function: "aws:lambda/function:Function" },
  },
  "aws:lb/listener:Listener": {
    cloudFormation: "AWS::ElasticLoadBalancingV2::Listener",
    identity: ["loadBalancerArn", "port"],
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    cloudFormation: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    autoName: ["name", 32],
    replaces: ["name", "internal", "loadBalancerType"],
    minutes: 3,
  },
  "aws:lb/targetGroup:TargetGroup": {
    cloudFormation: "AWS::ElasticLoadBalancingV2::TargetGroup",
    autoName: ["name", 32],
    replaces: ["name"],
  },
  "aws:route53/record:Record": {
    cloudFormation: "AWS::Route53::RecordSet",
    replaces: ["type", "zoneId"],
    identity: ["zoneId", "name", "type"],
  },
  "aws:s3/bucket:Bucket": {
    cloudFormation: "AWS::S3::Bucket",
    autoName: ["bucket", 63],
    replaces: ["bucket", "bucketPrefix"],
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": { replaces: ["bucket"] },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { replaces: ["bucket"] },
  "aws:sagemaker/endpoint:Endpoint": {
    cloudFormation: "AWS::SageMaker::Endpoint",
    autoName: ["name", 63],
    replaces: ["name"],
    minutes: 4,
    refersTo: {
      endpointConfigName: "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
    },
  },
  "aws:sagemaker/endpointConfiguration:EndpointConfiguration": {
    cloudFormation: "AWS::SageMaker::EndpointConfig",
    autoName: ["name", 63],
    replaces: ["name"],
    refersTo: { "productionVariants.0.modelName": "aws:sagemaker/model:Model" },
  },
  "aws:sagemaker/model:Model": {
    cloudFormation: "AWS::SageMaker::Model",
    autoName: ["name", 63],
    replaces: ["name"],
  },
  "aws:sns/topic:Topic": {
    cloudFormation: "AWS::SNS::Topic",
    autoName: ["name", 256],
    replaces: ["name", "namePrefix"],
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    cloudFormation: "AWS::SNS::TopicPolicy",
    replaces: ["arn"],
    identity: ["arn"],
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    cloudFormation: "AWS::SNS::Subscription",
    replaces: ["topic"],
  },
  "aws:wafv2/webAcl:WebAcl": {
    cloudFormation: "AWS::WAFv2::WebACL",
    autoName: ["name", 128],
    replaces: ["name", "namePrefix", "region"],
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    cloudFormation: "AWS::WAFv2::WebACLAssociation",
    identity: ["resourceArn"],
  },
};

/**
 * What is known of a type.
 * @throws {Error} for a type that the table does not have
 */
export function kindOf(type: string): Kind {
  const kind = kinds[type];
  if (kind) return kind;
  throw new Error(`Nothing is known of ${type}. Add it to src/testing/engine/resource-kinds.ts.`);
}

/** The types of the table. */
export const knownTypes: readonly string[] = Object.keys(kinds);

/** True for an input that cannot be changed in place: the provider makes a new resource instead. */
export function replaces(type: string, input: string): boolean {
  const { cloudFormation, replaces: more = [], updates = [] } = kindOf(type);
  if (updates.includes(input)) return false;
  if (more.includes(input)) return true;
  return cloudFormation !== undefined && createOnlyOf(cloudFormation).has(input.toLowerCase());
}

/**
 * Whether the old one must go before the new one comes, as Pulumi's bridge to the classic provider decides:
 * where the program gives the name itself, which both would have.
 */
export function mustDeleteFirst(
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  isNameMadeUp: boolean,
): boolean {
  const { autoName, deleteFirst = false } = kindOf(type);
  if (deleteFirst) return true;
  if (autoName === undefined || !type.startsWith("aws:")) return false;
  return inputs[autoName[0]] !== undefined && !isNameMadeUp;
}

const createOnly = new Map<string, ReadonlySet<string>>();

/** Lower-case names of the properties that CloudFormation's schema says cannot be changed in place. */
function createOnlyOf(cloudFormation: string): ReadonlySet<string> {
  const known = createOnly.get(cloudFormation);
  if (known) return known;
  const { properties } = cloudFormationSchema()
    .lookup("resource", "cloudFormationType", "equals", cloudFormation)
    .only();
  const found = new Set(
    Object.entries(properties).flatMap(([name, { causesReplacement = "no" }]) =>
      causesReplacement === "no" ? [] : [name.toLowerCase()],
    ),
  );
  createOnly.set(cloudFormation, found);
  return found;
}
