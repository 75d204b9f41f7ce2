import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { boundary, policyOf, trustPolicy } from "../iam/policy-document.ts";
import { project, type StageNames } from "../names.ts";
import { handlerCode } from "../page-api/handler-code.ts";
import type { StageSettings } from "../stage-settings.ts";

interface PageApiArgs {
  readonly settings: NonNullable<StageSettings["pageApi"]>;
  readonly region: string;
  readonly accountId: pulumi.Output<string>;
  readonly names: StageNames;
  /** The app's address with `https://`. */
  readonly appUrl: pulumi.Output<string>;
  readonly logRetentionDays: number;
  readonly permissionsBoundary: string | undefined;
}

// The most that an HTTP API waits. The function ends before it, and the call within before that.
const integrationTimeoutMs = 30_000;
const functionTimeoutSeconds = 29;
const memoryMb = 256;
const corsSeconds = 3600;

/** A small API for the pages of others: `POST /{task}`, throttled, for the origins that are named. */
export class PageApi extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: PageApiArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:PageApi`, name, {}, options);
    const { settings, names } = args;
    const parent = { parent: this };
    const call = this.#function(args);
    const api = new aws.apigatewayv2.Api(
      "page-api",
      {
        name: names.pageApi,
        protocolType: "HTTP",
        corsConfiguration: {
          allowOrigins: settings.allowedOrigins,
          allowMethods: ["POST"],
          allowHeaders: ["content-type"],
          exposeHeaders: ["retry-after"],
          maxAge: corsSeconds,
        },
      },
      parent,
    );
    const integration = new aws.apigatewayv2.Integration(
      "page-api",
      {
        apiId: api.id,
        integrationType: "AWS_PROXY",
        integrationUri: call.arn,
        payloadFormatVersion: "2.0",
        timeoutMilliseconds: integrationTimeoutMs,
      },
      parent,
    );
    new aws.apigatewayv2.Route(
      "page-api",
      {
        apiId: api.id,
        routeKey: "POST /{task}",
        target: pulumi.interpolate`integrations/${integration.id}`,
      },
      parent,
    );
    new aws.apigatewayv2.Stage(
      "page-api",
      {
        apiId: api.id,
        name: "$default",
        autoDeploy: true,
        defaultRouteSettings: {
          throttlingRateLimit: settings.requestsPerSecond,
          throttlingBurstLimit: settings.burst,
        },
      },
      parent,
    );
    new aws.lambda.Permission(
      "page-api",
      {
        action: "lambda:InvokeFunction",
        function: call.name,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
      },
      parent,
    );
    this.url = api.apiEndpoint;
    this.registerOutputs({ url: this.url });
  }

  #function(args: PageApiArgs): aws.lambda.Function {
    const { names, appUrl } = args;
    const logGroup = new aws.cloudwatch.LogGroup(
      "page-api",
      { name: names.pageApiLogGroup, retentionInDays: args.logRetentionDays },
      { parent: this },
    );
    const { role, policy } = this.#role(args);
    return new aws.lambda.Function(
      "page-api",
      {
        name: names.pageApi,
        description: "Calls the app for the pages of others.",
        role: role.arn,
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({
          "index.mjs": new pulumi.asset.StringAsset(handlerCode()),
        }),
        timeout: functionTimeoutSeconds,
        memorySize: memoryMb,
        environment: { variables: { APP_URL: appUrl } },
      },
      { parent: this, dependsOn: [policy, logGroup] },
    );
  }

  #role(args: PageApiArgs) {
    const { region, accountId, names } = args;
    const role = new aws.iam.Role(
      "page-api",
      {
        description: "Lambda: writes its log, nothing else.",
        assumeRolePolicy: accountId.apply((id) => trustPolicy("lambda.amazonaws.com", id)),
        ...boundary(args),
      },
      { parent: this },
    );
    const document = accountId.apply((id) => {
      const log = `arn:aws:logs:${region}:${id}:log-group:${names.pageApiLogGroup}`;
      return policyOf([
        {
          Sid: "WriteLog",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [`${log}:log-stream:*`],
        },
      ]);
    });
    const policy = new aws.iam.RolePolicy(
      "page-api",
      { role: role.id, policy: pulumi.jsonStringify(document) },
      { parent: this },
    );
    return { role, policy };
  }
}
