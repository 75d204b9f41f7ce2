/** What a dashboard needs to find the stage's metrics. */
export interface DashboardPlan {
  readonly region: string;
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly clusterName: string;
  readonly serviceName: string;
  /** Undefined without a GPU. */
  readonly componentName: string | undefined;
}

type Dimensions = Readonly<Record<string, string>>;

interface Chart {
  readonly title: string;
  readonly stat: string;
  readonly namespace: string;
  readonly dimensions: Dimensions;
  readonly metrics: readonly string[];
}

const columns = 24;
const width = 8;
const height = 6;

/** The dashboard's JSON: one chart per question, left to right, top to bottom. */
export function dashboardBody(plan: DashboardPlan): string {
  const charts = [...webCharts(plan), ...modelCharts(plan.componentName)];
  const widgets = charts.map((chart, index) => ({
    type: "metric",
    x: (index * width) % columns,
    y: Math.floor((index * width) / columns) * height,
    width,
    height,
    properties: {
      title: chart.title,
      region: plan.region,
      stat: chart.stat,
      period: 60,
      view: "timeSeries",
      metrics: chart.metrics.map((metric) => [
        chart.namespace,
        metric,
        ...Object.entries(chart.dimensions).flat(),
      ]),
    },
  }));
  return JSON.stringify({ widgets });
}

function webCharts(plan: DashboardPlan): readonly Chart[] {
  const balancer = {
    namespace: "AWS/ApplicationELB",
    dimensions: { LoadBalancer: plan.loadBalancer, TargetGroup: plan.targetGroup },
  };
  const service = {
    namespace: "AWS/ECS",
    dimensions: { ClusterName: plan.clusterName, ServiceName: plan.serviceName },
  };
  return [
    {
      ...balancer,
      title: "Requests and errors",
      stat: "Sum",
      metrics: ["RequestCount", "HTTPCode_Target_4XX_Count", "HTTPCode_Target_5XX_Count"],
    },
    { ...balancer, title: "Time to answer, p95", stat: "p95", metrics: ["TargetResponseTime"] },
    {
      ...balancer,
      title: "Tasks",
      stat: "Maximum",
      metrics: ["HealthyHostCount", "UnHealthyHostCount"],
    },
    {
      ...service,
      title: "CPU and memory of the tasks, %",
      stat: "Average",
      metrics: ["CPUUtilization", "MemoryUtilization"],
    },
  ];
}

function modelCharts(componentName: string | undefined): readonly Chart[] {
  if (componentName === undefined) return [];
  const dimensions = { InferenceComponentName: componentName };
  const calls = { namespace: "AWS/SageMaker", dimensions };
  return [
    {
      ...calls,
      title: "Calls of the large model",
      stat: "Sum",
      metrics: ["Invocations", "Invocation5XXErrors", "NoCapacityInvocationFailures"],
    },
    { ...calls, title: "Model latency, p95, µs", stat: "p95", metrics: ["ModelLatency"] },
    {
      ...calls,
      title: "Calls at a time per copy",
      stat: "Maximum",
      metrics: ["ConcurrentRequestsPerCopy"],
    },
    {
      namespace: "/aws/sagemaker/InferenceComponents",
      dimensions,
      title: "GPU, % (empty while it is off)",
      stat: "Average",
      metrics: ["GPUUtilizationNormalized", "GPUMemoryUtilizationNormalized"],
    },
  ];
}
