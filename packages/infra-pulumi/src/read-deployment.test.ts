import { describe, expect, test } from "vitest";
import { readDeployment } from "./read-deployment.ts";
import { shippedStage } from "./testing/stages.ts";

const config = shippedStage("dev");
const registry = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
const digest = `sha256:${"a".repeat(64)}`;
const read = (image: string | undefined, phase?: string) =>
  readDeployment({ image, phase, config });

describe("readDeployment", () => {
  test("takes an image by digest", () => {
    expect(read(`${registry}/pilotlight-dev-web@${digest}`)).toBe(
      `${registry}/pilotlight-dev-web@${digest}`,
    );
  });

  test("gives no image while the foundation is made, even if one is set", () => {
    expect(read(`${registry}/web@${digest}`, "foundation")).toBeUndefined();
  });

  test("refuses to go on without an image", () => {
    expect(() => read(undefined)).toThrow("Run `npm run deploy -- dev`");
    expect(() => read("")).toThrow("Run `npm run deploy -- dev`");
  });

  test("refuses a tag, which can move", () => {
    expect(() => read(`${registry}/web:latest`)).toThrow("Set an ECR image by its digest");
  });

  test("refuses an image of another region", () => {
    const image = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/web@${digest}`;
    expect(() => read(image)).toThrow("The image is in eu-west-1, the stage in us-east-1.");
  });
});
