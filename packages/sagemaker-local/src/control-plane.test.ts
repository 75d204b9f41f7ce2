import {
  DescribeEndpointCommand,
  DescribeInferenceComponentCommand,
  ListEndpointsCommand,
  UpdateInferenceComponentRuntimeConfigCommand,
} from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import { openLocal } from "./testing/call-local.ts";
import { manualClock } from "./testing/manual-clock.ts";

const EndpointName = "local-endpoint";
const InferenceComponentName = "local-component";

describe("the control plane, seen through the SDK", () => {
  it("describes the endpoint and the component on their way from cold to warm", async () => {
    const clock = manualClock();
    const { sagemaker } = await openLocal({ start: "cold", clock });
    const look = async () => {
      const endpoint = await sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
      const component = await sagemaker.send(
        new DescribeInferenceComponentCommand({ InferenceComponentName }),
      );
      const { InferenceComponentStatus: status, RuntimeConfig: config } = component;
      const instances = endpoint.ProductionVariants?.[0]?.CurrentInstanceCount;
      return [status, config?.DesiredCopyCount, config?.CurrentCopyCount, instances];
    };
    expect(await look()).toEqual(["InService", 0, 0, 0]);
    await sagemaker.send(
      new UpdateInferenceComponentRuntimeConfigCommand({
        InferenceComponentName,
        DesiredRuntimeConfig: { CopyCount: 1 },
      }),
    );
    expect(await look()).toEqual(["Updating", 1, 0, 0]);
    clock.advance(2 * 60_000);
    expect(await look()).toEqual(["Updating", 1, 0, 1]);
    clock.advance(3 * 60_000);
    expect(await look()).toEqual(["InService", 1, 1, 1]);
  });

  it("gives what the SDK reads as dates, names and ARNs", async () => {
    const { sagemaker } = await openLocal({ instanceType: "ml.g6.xlarge" });
    const endpoint = await sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
    expect(endpoint).toMatchObject({
      EndpointStatus: "InService",
      EndpointArn: "arn:aws:sagemaker:us-east-1:111122223333:endpoint/local-endpoint",
      CreationTime: expect.any(Date) as Date,
      ProductionVariants: [{ InstancePools: [{ InstanceType: "ml.g6.xlarge" }] }],
    });
  });

  it("refuses names that it does not know and copies that it cannot have", async () => {
    const { sagemaker } = await openLocal();
    const invalid = (message: string) => ({
      name: "ValidationException",
      message: expect.stringContaining(message) as string,
      $metadata: { httpStatusCode: 400 },
    });
    await expect(
      sagemaker.send(new DescribeEndpointCommand({ EndpointName: "other" })),
    ).rejects.toMatchObject(invalid('Could not find endpoint "arn:aws:sagemaker:us-east-1:'));
    await expect(
      sagemaker.send(new DescribeInferenceComponentCommand({ InferenceComponentName: "other" })),
    ).rejects.toMatchObject(invalid("Could not find inference component"));
    const DesiredRuntimeConfig = { CopyCount: 3 };
    await expect(
      sagemaker.send(
        new UpdateInferenceComponentRuntimeConfigCommand({
          InferenceComponentName,
          DesiredRuntimeConfig,
        }),
      ),
    ).rejects.toMatchObject(invalid("a whole number from 0 to 2"));
  });

  it("says which calls it does not imitate", async () => {
    const { sagemaker } = await openLocal();
    await expect(sagemaker.send(new ListEndpointsCommand({}))).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: "sagemaker-local does not imitate ListEndpoints.",
    });
  });

  it("has faults of its own, which leave invocations alone", async () => {
    const { sagemaker, invoke, local } = await openLocal();
    local.setFault("access-denied", { scope: "control", times: 1 });
    const describe = () => sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
    await expect(describe()).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("sagemaker:DescribeEndpoint") as string,
    });
    await expect(describe()).resolves.toMatchObject({ EndpointName });
    local.setFault("reset", { scope: "control" });
    await expect(describe()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(await invoke()).toContain("burns");
    expect(() => {
      local.setFault("truncated", { scope: "control" });
    }).toThrow('The fault "truncated" concerns invocations only.');
  });
});
