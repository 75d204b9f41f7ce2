// The errors of SageMaker's runtime as they are on the wire: status, type and body.
import { accountId, arn } from "./account.ts";

/** An error as SageMaker sends it. */
export interface AwsError {
  readonly status: number;
  /** The `x-amzn-errortype`, by which the SDK picks its class. */
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Which endpoint the errors name. */
export interface Names {
  readonly region: string;
  readonly endpointName: string;
  /** Empty for an endpoint that has a model of its own. */
  readonly componentName: string;
}

/** The whole message of a call that finds no copy. */
export const noCapacityMessage =
  "Inference Component has no capacity to process this request. ApplicationAutoScaling may be in-progress (if configured) or try to increase the capacity by invoking UpdateInferenceComponentRuntimeConfig API.";

/** No copy of the inference component runs. */
export const noCapacity = plain(400, "ValidationError", noCapacityMessage);

/** SageMaker's own errors that need nothing of the call, by the name of the fault that gives them. */
export function serviceErrors({ region, endpointName }: Names, operation = "InvokeEndpoint") {
  const endpointArn = arn(region, `endpoint/${endpointName}`);
  const userArn = arn("", "user/local-developer", "iam");
  return {
    cold: noCapacity,
    throttled: plain(400, "ThrottlingException", "Rate exceeded"),
    "throttled-null": { status: 400, type: "ThrottlingException", body: { message: null } },
    validation: endpointNotFound(endpointName),
    "not-ready": plain(
      429,
      "ModelNotReadyException",
      "Model is not ready for inference request. Please wait and try your request again.",
    ),
    unavailable: plain(503, "ServiceUnavailable", "The service is currently unavailable."),
    internal: plain(500, "InternalFailure", "An internal failure occurred."),
    dependency: plain(
      530,
      "InternalDependencyException",
      "Your request caused an exception with an internal dependency. Contact customer support.",
    ),
    "access-denied": plain(
      403,
      "AccessDeniedException",
      `User: ${userArn} is not authorized to perform: sagemaker:${operation} on resource: ${endpointArn} because no identity-based policy allows the sagemaker:${operation} action`,
    ),
    "expired-token": plain(
      403,
      "ExpiredTokenException",
      "The security token included in the request is expired",
    ),
  } satisfies Readonly<Record<string, AwsError>>;
}

/** The endpoint that was called does not exist. */
export function endpointNotFound(endpointName: string): AwsError {
  return plain(
    400,
    "ValidationError",
    `Endpoint ${endpointName} of account ${accountId} not found.`,
  );
}

/** The call names no inference component, or one that the endpoint does not have. */
export function componentNotFound(componentName: string | undefined): AwsError {
  return plain(
    400,
    "ValidationError",
    componentName === undefined
      ? "Inference Component Name header is required for endpoints to which you plan to deploy inference components. Please include Inference Component Name header or consider using SageMaker models."
      : `Inference Component ${componentName} of account ${accountId} not found.`,
  );
}

/** The call names an inference component, and the endpoint has a model of its own. */
export function componentNotTaken(endpointName: string): AwsError {
  return plain(
    400,
    "ValidationError",
    `Inference Component Name header is not allowed for endpoints to which you dont plan to deploy inference components: ${endpointName}.`,
  );
}

/** The container's refusal or failure, wrapped as SageMaker wraps it: with its text, the log and the account. */
export function modelError(
  names: Names,
  container: { readonly status: number; readonly text: string },
): AwsError {
  const { region, componentName } = names;
  const isClient = container.status >= 400 && container.status < 500;
  const logGroup =
    componentName === ""
      ? `/aws/sagemaker/Endpoints/${names.endpointName}`
      : `/aws/sagemaker/InferenceComponents/${componentName}`;
  const logUrl = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=${logGroup}`;
  return {
    status: 424,
    type: "ModelError",
    body: {
      ErrorCode: isClient ? "CLIENT_ERROR_FROM_MODEL" : "SERVER_ERROR_FROM_MODEL",
      LogStreamArn: arn(region, `log-group:${logGroup}`, "logs"),
      Message: `Received ${isClient ? "client" : "server"} error (${container.status}) from primary with message "${container.text}". See ${logUrl} in account ${accountId} for more information.`,
      OriginalMessage: container.text,
      OriginalStatusCode: container.status,
    },
  };
}

function plain(status: number, type: string, message: string): AwsError {
  return { status, type, body: { Message: message, message } };
}
