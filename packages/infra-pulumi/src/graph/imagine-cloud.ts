// What AWS would answer, made up but of the right shape, so that a program can run to its end
// without an account: for the cost estimate and for tests.

/** The account in which everything is imagined. */
export const imaginedAccount = "123456789012";

/** A resource as the program declares it. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** The state of a resource after its creation: its inputs, and what AWS adds to them. */
export function imagineResource({ type, name, inputs }: Declared): {
  readonly id: string;
  readonly state: Record<string, unknown>;
} {
  const service = type.split(":")[1]?.split("/")[0] ?? "aws";
  const physical = textOf(inputs["name"]) ?? `${name}-1a2b3c4`;
  const named: Record<string, unknown> = {
    name: physical,
    arn: `arn:aws:${service}:us-east-1:${imaginedAccount}:${resourceKind(type)}/${physical}`,
    arnSuffix: `${service}/${name}/50dc6c495c0c9188`,
    bucket: `${textOf(inputs["bucketPrefix"]) ?? name}1a2b3c4`,
    repositoryUrl: `${imaginedAccount}.dkr.ecr.us-east-1.amazonaws.com/${physical}`,
    dnsName: `${name}.us-east-1.elb.amazonaws.com`,
    domainName: `${name}.cloudfront.net`,
    apiEndpoint: `https://${name}.execute-api.us-east-1.amazonaws.com`,
    executionArn: `arn:aws:execute-api:us-east-1:${imaginedAccount}:${name}`,
    zoneId: "Z0123456789ABCDEFGHIJ",
    fqdn: `${name}.example.org`,
    domainValidationOptions: [
      {
        domainName: "text.example.org",
        resourceRecordName: "_proof.text.example.org",
        resourceRecordType: "CNAME",
        resourceRecordValue: "_proof.acm-validations.aws",
      },
    ],
  };
  if (type.endsWith(":EndpointConfig")) named["endpointConfigName"] = `${name}-1a2b3c4`;
  return { id: `${name}-id`, state: { ...named, ...inputs } };
}

/** The answers of AWS's look-ups that the program asks for. */
export function imagineCall(token: string): Record<string, unknown> {
  const answers: Readonly<Record<string, Record<string, unknown>>> = {
    "aws:index/getCallerIdentity:getCallerIdentity": { accountId: imaginedAccount },
    "aws:index/getAvailabilityZones:getAvailabilityZones": {
      names: ["us-east-1a", "us-east-1b", "us-east-1c"],
      zoneIds: ["use1-az1", "use1-az2", "use1-az4"],
    },
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": { id: "pl-3b927c52" },
    "aws:ec2/getVpc:getVpc": { cidrBlock: "172.31.0.0/16" },
    "aws:route53/getZone:getZone": { zoneId: "Z0123456789ABCDEFGHIJ" },
  };
  const answer = answers[token];
  if (answer) return answer;
  throw new Error(`Nothing is imagined for the look-up ${token}. Add it to imagine-cloud.ts.`);
}

/** `aws:ecr/repository:Repository` → `repository`: the kind in an ARN, for most services. */
function resourceKind(type: string): string {
  return type.split("/")[1]?.split(":")[0] ?? "resource";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
