/** The project's name: the first part of every physical name and the namespace of its settings. */
export const project = "pilotlight";

/** The names of a stage's resources that others must know before they exist. */
export interface StageNames {
  /** Start of every physical name; 2 to 12 characters of stage keep it within AWS's 32. */
  readonly prefix: string;
  readonly endpoint: string;
  readonly inferenceComponent: string;
  /** The small models' endpoint. */
  readonly smallEndpoint: string;
  readonly smallEndpointLogGroup: string;
  /** The API for other pages, and its function. */
  readonly pageApi: string;
  readonly pageApiLogGroup: string;
  readonly webLogGroup: string;
  readonly dashboard: string;
}

/**
 * The stage's fixed names. The endpoint's are fixed so that policies can name it and its log groups
 * can be made, with their retention, before SageMaker makes them without one.
 */
export function namesOf(stage: string): StageNames {
  const prefix = `${project}-${stage}`;
  return {
    prefix,
    endpoint: prefix,
    inferenceComponent: prefix,
    smallEndpoint: `${prefix}-small`,
    smallEndpointLogGroup: `/aws/sagemaker/Endpoints/${prefix}-small`,
    pageApi: `${prefix}-page-api`,
    pageApiLogGroup: `/aws/lambda/${prefix}-page-api`,
    webLogGroup: `/${project}/${stage}/web`,
    dashboard: prefix,
  };
}
