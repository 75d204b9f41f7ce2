import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { project } from "../names.ts";
import type { LoadBalancer } from "./load-balancer.ts";

interface CloudFrontArgs {
  readonly prefix: string;
  readonly loadBalancer: LoadBalancer;
  /** The firewall's ARN; undefined where it is off. */
  readonly firewallArn: pulumi.Output<string> | undefined;
}

// AWS's managed policies; their ids are the same in every account.
const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6";
// All of the viewer's headers, and CloudFront-Forwarded-Proto: behind CloudFront the load balancer
// itself speaks HTTP, and its X-Forwarded-Proto says so.
const allViewerAndCloudFrontHeaders = "33f36d7e-f396-46d9-90e0-52428a34d9dc";

// The most that CloudFront takes for a VPC origin; the server sends a keep-alive into a silent stream
// every 15 s, and the load balancer gives up before it.
const originReadTimeoutSeconds = 120;
// Below the load balancer's idle time-out, or CloudFront would reuse a connection that is closing.
const originKeepAliveSeconds = 60;
const originId = "web";

// Files of the build and the small models: the same for everybody, and kept by CloudFront.
const staticPaths = ["/_app/immutable/*", "/models/*"];

const everyMethod = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];

/**
 * HTTPS under CloudFront's own name and certificate, for a stage without a domain. Browsers give
 * service workers, wasm threads and WebGPU to secure pages only. The load balancer behind it has no
 * public address: CloudFront reaches it inside the VPC.
 */
export class CloudFront extends pulumi.ComponentResource {
  readonly distribution: aws.cloudfront.Distribution;

  constructor(name: string, args: CloudFrontArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:CloudFront`, name, {}, options);
    const { balancer, listener } = args.loadBalancer;
    const origin = new aws.cloudfront.VpcOrigin(
      "web",
      {
        vpcOriginEndpointConfig: {
          name: args.prefix,
          arn: balancer.arn,
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "http-only",
          originSslProtocols: { items: ["TLSv1.2"], quantity: 1 },
        },
      },
      { parent: this, dependsOn: [listener] },
    );
    const withoutCookies = this.#withoutCookies(args.prefix);
    this.distribution = new aws.cloudfront.Distribution(
      "web",
      {
        enabled: true,
        comment: args.prefix,
        httpVersion: "http2and3",
        isIpv6Enabled: true,
        priceClass: "PriceClass_100",
        origins: [
          {
            originId,
            domainName: balancer.dnsName,
            vpcOriginConfig: {
              vpcOriginId: origin.id,
              originReadTimeout: originReadTimeoutSeconds,
              originKeepaliveTimeout: originKeepAliveSeconds,
            },
          },
        ],
        defaultCacheBehavior: behaviour(everyMethod, cachingDisabled),
        orderedCacheBehaviors: staticPaths.map((pathPattern) => ({
          pathPattern,
          ...behaviour(["GET", "HEAD", "OPTIONS"], cachingOptimized),
          ...withoutCookies,
        })),
        restrictions: { geoRestriction: { restrictionType: "none" } },
        viewerCertificate: { cloudfrontDefaultCertificate: true },
        ...(args.firewallArn ? { webAclId: args.firewallArn } : {}),
      },
      { parent: this },
    );
    this.registerOutputs({ domainName: this.distribution.domainName });
  }

  /**
   * What CloudFront keeps must hold no cookie: the load balancer's, which ties a browser to a task, would
   * be given to everybody. None is asked for, and none is passed on.
   */
  #withoutCookies(prefix: string) {
    const parent = { parent: this };
    const request = new aws.cloudfront.OriginRequestPolicy(
      "static",
      {
        name: `${prefix}-static`,
        comment: "No cookies; the host and the scheme of the page",
        cookiesConfig: { cookieBehavior: "none" },
        queryStringsConfig: { queryStringBehavior: "none" },
        headersConfig: {
          headerBehavior: "whitelist",
          headers: { items: ["Host", "CloudFront-Forwarded-Proto"] },
        },
      },
      parent,
    );
    const response = new aws.cloudfront.ResponseHeadersPolicy(
      "static",
      {
        name: `${prefix}-static`,
        comment: "No cookies in what is kept",
        removeHeadersConfig: { items: [{ header: "Set-Cookie" }] },
      },
      parent,
    );
    return { originRequestPolicyId: request.id, responseHeadersPolicyId: response.id };
  }
}

function behaviour(allowedMethods: string[], cachePolicyId: string) {
  return {
    targetOriginId: originId,
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods,
    cachedMethods: ["GET", "HEAD"],
    cachePolicyId,
    originRequestPolicyId: allViewerAndCloudFrontHeaders,
    // A stream must not wait in a compressor; what can be cached is compressed.
    compress: cachePolicyId === cachingOptimized,
  };
}
