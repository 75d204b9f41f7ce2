// The door to the server's larger faces, to be loaded when the first request asks for one.
export { createGradioApi, type GradioApi } from "./http/gradio/gradio-api.ts";
export { createMcpApi, type McpApi } from "./http/mcp/mcp-api.ts";
export { createOpenApiDocument } from "./http/openapi/openapi-document.ts";
