// What AWS takes for each text that a stage chooses: names, descriptions, comments, tags. As data, each
// with the page of AWS's references that says so; what is marked "provider" is checked by HashiCorp's
// AWS provider before the call, by `terraform validate` of its version 5.100 on 2026-11-28.

/** What AWS takes for one text. */
export interface TextLimit {
  readonly maxLength: number;
  /** What the whole text must look like. */
  readonly pattern: RegExp;
  /** Where that is written. */
  readonly source: string;
}

/** A text that is no choice of ours: the name of another resource, or a word of AWS's own. */
export const elsewhere = "elsewhere";

const limit = (maxLength: number, pattern: RegExp, source: string): TextLimit => ({
  maxLength,
  pattern,
  source,
});
/** For a prefix, to which the provider adds 26 characters. */
const prefixOf = ({ maxLength, ...rest }: TextLimit): TextLimit => ({
  ...rest,
  maxLength: maxLength - 26,
});

const anything = /^[\s\S]*$/u;
const wordsAndHyphens = /^[\w-]+$/u;
const simple = /^[a-zA-Z0-9](?:-*[a-zA-Z0-9])*-?$/u;
const dnsName = /^[a-zA-Z0-9_*](?:[\w-]{0,62}\.)*[\w-]{1,63}\.?$/u;

// Without the apostrophe, and without anything that is not ASCII.
const securityGroupText = limit(
  255,
  /^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]*$/u,
  "EC2 API reference, CreateSecurityGroup and IpRange; provider",
);
const roleText = limit(
  1000,
  /^(?:[\t\n\r\u0020-\u007E\u00A1-\u00FF](?<![“”‘’]))*$/u,
  "IAM API reference, CreateRole; provider",
);
const iamName = limit(64, /^[\w+=,.@-]+$/u, "IAM API reference, CreateRole; provider");
const alarmText = limit(1024, anything, "CloudWatch API reference, PutMetricAlarm; provider");
const alarmName = limit(255, anything, "CloudWatch API reference, PutMetricAlarm; provider");
const metricName = limit(255, anything, "CloudWatch API reference, MetricAlarm");
const balancerName = limit(32, simple, "ELB API reference, CreateLoadBalancer; provider");
const ecsName = limit(255, wordsAndHyphens, "ECS API reference, CreateCluster; provider");
const sageMakerName = limit(
  63,
  simple,
  "SageMaker API reference, CreateEndpoint and CreateInferenceComponent; provider",
);
const firewallName = limit(128, wordsAndHyphens, "WAF API reference, CreateWebACL; provider");
const scalingName = limit(
  256,
  /^\P{C}+$/u,
  "Application Auto Scaling API reference, PutScalingPolicy; provider (255)",
);
const topicName = limit(256, wordsAndHyphens, "SNS API reference, CreateTopic");
const budgetName = limit(
  100,
  /^(?!.*\/action\/)[^:\\]+$/iu,
  "Budgets API reference, Budget; provider",
);
const domain = limit(255, dnsName, "Route 53 developer guide, DNS domain name format");

/** Tags: keys, and values of at most 256 characters. */
export const tagLimits = {
  key: limit(
    128,
    /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/iu,
    "Resource Groups Tagging API reference, Tag",
  ),
  value: limit(256, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, "Resource Groups Tagging API reference, Tag"),
} as const;

/** The limit of every text of a type, by its path in the inputs; `*` stands for a place in a list. */
export const textLimits: Readonly<
  Record<string, Readonly<Record<string, TextLimit | typeof elsewhere>>>
> = {
  "aws-native:sagemaker:Endpoint": { endpointName: sageMakerName, endpointConfigName: elsewhere },
  "aws-native:sagemaker:EndpointConfig": { "productionVariants.*.variantName": sageMakerName },
  "aws-native:sagemaker:InferenceComponent": {
    inferenceComponentName: sageMakerName,
    endpointName: elsewhere,
    variantName: elsewhere,
    "specification.modelName": elsewhere,
  },
  "aws:acm/certificate:Certificate": {
    domainName: { ...domain, maxLength: 253, source: "ACM API reference, RequestCertificate" },
  },
  "aws:budgets/budget:Budget": { namePrefix: prefixOf(budgetName) },
  "aws:cloudfront/distribution:Distribution": {
    comment: limit(128, anything, "CloudFront API reference, DistributionConfig"),
    "origins.*.domainName": elsewhere,
  },
  "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": {
    name: limit(128, wordsAndHyphens, "CloudFront API reference, OriginRequestPolicyConfig"),
    comment: limit(128, anything, "CloudFront API reference, OriginRequestPolicyConfig"),
  },
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {
    name: limit(128, wordsAndHyphens, "CloudFront API reference, ResponseHeadersPolicyConfig"),
    comment: limit(128, anything, "CloudFront API reference, ResponseHeadersPolicyConfig"),
  },
  "aws:cloudfront/vpcOrigin:VpcOrigin": {
    // The reference names no limit; what every other service takes is safe.
    "vpcOriginEndpointConfig.name": limit(
      64,
      wordsAndHyphens,
      "none in the CloudFront API reference, VpcOriginEndpointConfig; our own",
    ),
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    dashboardName: limit(255, wordsAndHyphens, "CloudWatch API reference, PutDashboard; provider"),
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    name: limit(512, /^[.\-_/#A-Za-z0-9]+$/u, "Logs API reference, CreateLogGroup; provider"),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    alarmDescription: alarmText,
    metricName,
    "dimensions.InferenceComponentName": elsewhere,
  },
  "aws:ec2/managedPrefixList:ManagedPrefixList": { name: elsewhere },
  "aws:ec2/securityGroup:SecurityGroup": {
    namePrefix: { ...prefixOf(securityGroupText), maxLength: 100 },
    description: securityGroupText,
    "ingress.*.description": securityGroupText,
    "egress.*.description": securityGroupText,
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { serviceName: elsewhere },
  "aws:ecr/repository:Repository": {
    name: limit(
      256,
      /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/u,
      "ECR API reference, CreateRepository",
    ),
  },
  "aws:ecs/cluster:Cluster": { name: ecsName },
  "aws:ecs/service:Service": { "loadBalancers.*.containerName": elsewhere },
  "aws:ecs/taskDefinition:TaskDefinition": {
    family: ecsName,
    "runtimePlatform.operatingSystemFamily": elsewhere,
  },
  "aws:iam/role:Role": { description: roleText },
  "aws:lb/loadBalancer:LoadBalancer": { name: balancerName },
  "aws:lb/targetGroup:TargetGroup": { name: balancerName },
  "aws:route53/record:Record": { name: domain, "aliases.*.name": elsewhere },
  "aws:s3/bucket:Bucket": {
    // S3 allows 63 characters, and no dots where TLS is to work for every name.
    bucketPrefix: limit(37, /^[a-z0-9][a-z0-9-]*$/u, "S3 user guide, bucket naming; provider"),
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    "rules.*.id": limit(255, anything, "S3 API reference, LifecycleRule"),
    "rules.*.filter.prefix": limit(1024, anything, "S3 API reference, LifecycleRuleFilter"),
  },
  "aws:sagemaker/model:Model": {
    "primaryContainer.environment.SM_VLLM_SERVED_MODEL_NAME": limit(
      1024,
      anything,
      "SageMaker API reference, ContainerDefinition; provider",
    ),
  },
  "aws:appautoscaling/policy:Policy": {
    "targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metricName": elsewhere,
    "targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.dimensions.*.name":
      elsewhere,
  },
  "aws:apigatewayv2/api:Api": {
    name: limit(128, anything, "API Gateway V2 API reference, CreateApi; provider"),
  },
  "aws:apigatewayv2/stage:Stage": { name: elsewhere },
  "aws:lambda/function:Function": {
    name: limit(64, wordsAndHyphens, "Lambda API reference, CreateFunction"),
    description: limit(256, anything, "Lambda API reference, CreateFunction"),
  },
  "aws:sagemaker/endpoint:Endpoint": { name: sageMakerName, endpointConfigName: elsewhere },
  "aws:sagemaker/endpointConfiguration:EndpointConfiguration": {
    "productionVariants.*.variantName": sageMakerName,
    "productionVariants.*.modelName": elsewhere,
  },
  "aws:sns/topic:Topic": { namePrefix: prefixOf(topicName) },
  "aws:wafv2/webAcl:WebAcl": {
    namePrefix: prefixOf(firewallName),
    "rules.*.name": firewallName,
    "rules.*.statement.managedRuleGroupStatement.name": elsewhere,
    "rules.*.statement.managedRuleGroupStatement.vendorName": elsewhere,
    "rules.*.statement.managedRuleGroupStatement.ruleActionOverrides.*.name": elsewhere,
    "rules.*.visibilityConfig.metricName": firewallName,
    "visibilityConfig.metricName": firewallName,
  },
};

/** The limit of the name that Pulumi makes, where the inputs have none: its own name and 8 characters. */
export const madeNameLimits: Readonly<Record<string, TextLimit>> = {
  "aws-native:sagemaker:EndpointConfig": sageMakerName,
  "aws:appautoscaling/policy:Policy": scalingName,
  "aws:appautoscaling/scheduledAction:ScheduledAction": scalingName,
  "aws:cloudwatch/metricAlarm:MetricAlarm": alarmName,
  "aws:ecs/service:Service": ecsName,
  "aws:iam/role:Role": iamName,
  "aws:iam/rolePolicy:RolePolicy": { ...iamName, maxLength: 128 },
  "aws:lb/loadBalancer:LoadBalancer": balancerName,
  "aws:lb/targetGroup:TargetGroup": balancerName,
  "aws:lambda/permission:Permission": limit(
    100,
    wordsAndHyphens,
    "Lambda API reference, AddPermission, StatementId; provider",
  ),
  "aws:sagemaker/endpointConfiguration:EndpointConfiguration": sageMakerName,
  "aws:sagemaker/model:Model": sageMakerName,
};
