import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { project } from "../names.ts";

interface CertificateArgs {
  readonly domainName: string;
  readonly zoneId: pulumi.Output<string>;
}

/** A certificate of ACM for one name, proven by a record in its Route 53 zone; renews by itself. */
export class Certificate extends pulumi.ComponentResource {
  /** Known only once the certificate is issued. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: CertificateArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:Certificate`, name, {}, options);
    const parent = { parent: this };
    const certificate = new aws.acm.Certificate(
      "web",
      { domainName: args.domainName, validationMethod: "DNS" },
      parent,
    );
    const proof = certificate.domainValidationOptions.apply(([option]) => {
      if (option) return option;
      throw new Error(`ACM asked for no proof of ${args.domainName}.`);
    });
    const record = new aws.route53.Record(
      "proof",
      {
        zoneId: args.zoneId,
        name: proof.resourceRecordName,
        type: proof.resourceRecordType,
        records: [proof.resourceRecordValue],
        ttl: 300,
        allowOverwrite: true,
      },
      parent,
    );
    this.arn = new aws.acm.CertificateValidation(
      "web",
      { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
      parent,
    ).certificateArn;
    this.registerOutputs({ arn: this.arn });
  }
}
