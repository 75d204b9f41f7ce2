// What runs in Lambda behind the API gateway: one call of the stage's own REST API for each request. It is
// sent to AWS as this file stands, so it is JavaScript and imports nothing; handler.d.mts has its types.

// The gateway gives up after 30 s; our own word comes first.
const timeoutMs = 26_000;
// Of the reply; who may read it across origins is the gateway's to say.
const passedOn = ["content-type", "retry-after"];
const taskName = /^[a-z](?:[a-z-]{0,62}[a-z])?$/u;

/** Makes the function that answers a request. */
export function makeHandler({ url, fetch, timeoutMs }) {
  return async ({ pathParameters, headers = {}, body = "", isBase64Encoded = false }) => {
    const task = pathParameters?.task ?? "";
    if (!taskName.test(task)) {
      return problem(
        404,
        "unknown-task",
        "There is no task of this name. Use one of GET /openapi.json of the app.",
      );
    }
    try {
      const reply = await fetch(`${url}/api/v1/${task}`, {
        method: "POST",
        headers: {
          "content-type": headers["content-type"] ?? "application/json",
          accept: "application/json",
        },
        body: isBase64Encoded ? Buffer.from(body, "base64") : body,
        // An address that leads elsewhere is not the app's.
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
      const kept = passedOn.flatMap((name) => {
        const value = reply.headers.get(name);
        return value === null ? [] : [[name, value]];
      });
      return {
        statusCode: reply.status,
        headers: { ...Object.fromEntries(kept), "cache-control": "no-store" },
        body: await reply.text(),
      };
    } catch (error) {
      const isLate = error instanceof Error && error.name === "TimeoutError";
      // The name alone: a message may hold the address, nothing here holds the text.
      console.error(JSON.stringify({ failed: error instanceof Error ? error.name : "unknown" }));
      return isLate
        ? problem(
            504,
            "timeout",
            `The app gave no answer within ${timeoutMs / 1000} s. Send a shorter text, or ask the app itself.`,
          )
        : problem(502, "network", "The app could not be reached. Try again in a moment.");
    }
  };
}

function problem(status, code, detail) {
  const titles = {
    404: "Not Found",
    502: "Bad Gateway",
    504: "Gateway Timeout",
  };
  const retryable = status >= 500;
  return {
    statusCode: status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
    body: JSON.stringify({
      type: "about:blank",
      title: titles[status],
      status,
      code,
      detail,
      retryable,
    }),
  };
}

/** Lambda's entry. */
export const handler = makeHandler({ url: process.env["APP_URL"] ?? "", fetch, timeoutMs });
