// The AWS calls that the commands make, over real HTTP. AWS itself needs an account, and what matters
// here is what the commands do with each answer; the shapes are those of the public API reference.
import type { IncomingMessage, ServerResponse } from "node:http";
import { FakeS3 } from "../../testing/fake-s3.ts";

/** What the account is like. */
export interface FakeAccount {
  /** False refuses every key. */
  knowsCredentials: boolean;
  /** Endpoint quotas by instance type. */
  readonly quotas: Map<string, number>;
  /** Digests of the web images by tag. */
  readonly images: Map<string, string>;
  /** The digest that a push gives its tag. */
  pushedDigest: string;
  /** Tags of the large model's container in AWS's registry. */
  readonly containers: Set<string>;
  /** Operations that the account may not call. */
  readonly refused: Set<string>;
  /** False where the repository of the web images is gone. */
  hasRepository: boolean;
  /** What SageMaker says of the endpoint and its component; null when they are not there. */
  endpoint: {
    readonly status: string;
    /** Null where the endpoint has no component. */
    readonly component: string | null;
    readonly reason: string;
  } | null;
  /** How often a deletion is refused before it is taken. */
  refusedDeletions: number;
}

interface FakeAwsOptions {
  /** Told each call that asks about the account, in order. */
  readonly log: (line: string) => void;
}

/** STS, Service Quotas, ECR and S3 of one account behind one address. */
export class FakeAws {
  readonly account: FakeAccount = {
    knowsCredentials: true,
    quotas: new Map([["ml.g5.xlarge", 1]]),
    images: new Map(),
    pushedDigest: "",
    containers: new Set(["server-sagemaker-cuda-v1"]),
    refused: new Set(),
    hasRepository: true,
    endpoint: null,
    refusedDeletions: 0,
  };
  readonly s3 = new FakeS3();
  readonly #options: FakeAwsOptions;

  constructor(options: FakeAwsOptions) {
    this.#options = options;
  }

  /** Answers one call. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.headers["x-amz-target"];
    if (typeof target === "string") {
      const body = Buffer.concat(await request.toArray()).toString();
      this.#answerTarget(target.split(".")[1] ?? "", body, response);
    } else if (request.method === "POST" && request.url === "/") {
      request.resume();
      this.#answerSts(response);
    } else await this.s3.handle(request, response);
  }

  #answerSts(response: ServerResponse): void {
    this.#options.log("aws GetCallerIdentity");
    if (this.account.knowsCredentials) {
      response.end(
        `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/test</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
      return;
    }
    response
      .writeHead(403)
      .end(
        `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>`,
      );
  }

  #answerTarget(operation: string, body: string, response: ServerResponse): void {
    this.#options.log(`aws ${operation}`);
    if (this.account.refused.has(operation)) {
      const message = `User: arn:aws:iam::123456789012:user/test is not authorized to perform: ${operation}`;
      sendJson(response, { __type: "AccessDeniedException", message }, 400);
      return;
    }
    switch (operation) {
      case "ListServiceQuotas":
        sendJson(response, this.#quotaPage(body));
        return;
      case "ListAWSDefaultServiceQuotas":
        sendJson(response, { Quotas: [] });
        return;
      case "GetAuthorizationToken": {
        const authorizationToken = Buffer.from("AWS:registry-password").toString("base64");
        sendJson(response, { authorizationData: [{ authorizationToken }] });
        return;
      }
      case "BatchGetImage": {
        const tag = /"imageTag":"(?<tag>[^"]+)"/u.exec(body)?.groups?.["tag"] ?? "";
        const images = this.account.containers.has(tag) ? [{ imageId: { imageTag: tag } }] : [];
        sendJson(response, { images, failures: [] });
        return;
      }
      case "DescribeEndpoint":
      case "DescribeInferenceComponent":
        this.#describeEndpoint(operation, response);
        return;
      case "DeleteEndpoint":
      case "DeleteInferenceComponent":
        this.#deleteEndpoint(operation, response);
        return;
      case "DescribeImages":
        this.#describeImages(body, response);
        return;
      default:
        sendJson(response, { __type: "UnknownOperationException" }, 400);
    }
  }

  /** One quota a page, so that paging is always used. */
  #quotaPage(body: string) {
    const token = Number(/"NextToken":"(?<at>\d+)"/u.exec(body)?.groups?.["at"] ?? 0);
    const all = [...this.account.quotas].map(([type, Value], index) => ({
      QuotaName: `${type} for endpoint usage`,
      QuotaCode: `L-${index}`,
      Value,
    }));
    const next = token + 1 < all.length ? { NextToken: String(token + 1) } : {};
    return { Quotas: all.slice(token, token + 1), ...next };
  }

  #describeEndpoint(operation: string, response: ServerResponse): void {
    const { endpoint } = this.account;
    const isGone = operation !== "DescribeEndpoint" && endpoint?.component === null;
    if (!endpoint || isGone) {
      sendJson(response, { __type: "ValidationException", message: "Could not find it." }, 400);
    } else if (operation === "DescribeEndpoint") {
      sendJson(response, { EndpointStatus: endpoint.status });
    } else {
      const { component: InferenceComponentStatus, reason: FailureReason } = endpoint;
      sendJson(response, { InferenceComponentStatus, FailureReason });
    }
  }

  #deleteEndpoint(operation: string, response: ServerResponse): void {
    const { endpoint } = this.account;
    const isBlocked = operation === "DeleteEndpoint" && endpoint?.component !== null;
    if (isBlocked || this.account.refusedDeletions > 0) {
      this.account.refusedDeletions -= 1;
      sendJson(response, { __type: "ValidationException", message: "Cannot delete it now." }, 400);
      return;
    }
    const isEndpoint = operation === "DeleteEndpoint" || endpoint === null;
    this.account.endpoint = isEndpoint ? null : { ...endpoint, component: null };
    sendJson(response, {});
  }

  #describeImages(body: string, response: ServerResponse): void {
    const tag = /"imageTag":"(?<tag>[^"]+)"/u.exec(body)?.groups?.["tag"];
    if (!this.account.hasRepository) {
      const message = "The repository with name 'pilotlight-test-web' does not exist.";
      sendJson(response, { __type: "RepositoryNotFoundException", message }, 400);
      return;
    }
    const images = [...this.account.images].filter(([known]) => tag === undefined || known === tag);
    if (tag !== undefined && images.length === 0) {
      sendJson(response, { __type: "ImageNotFoundException", message: "No such image." }, 400);
      return;
    }
    sendJson(response, {
      imageDetails: images.map(([, imageDigest], index) => ({
        imageDigest,
        imagePushedAt: 1_700_000_000 + index,
      })),
    });
  }
}

function sendJson(response: ServerResponse, value: object, status = 200): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(value));
}
