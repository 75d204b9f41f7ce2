// Pulumi's gRPC services from plain functions.
import grpc from "@grpc/grpc-js";

/** What a method gives for a request. */
type Answer<Request, Reply> = (request: Request) => Reply | Promise<Reply>;

/** A unary gRPC method from a function; what it throws becomes the call's error, with its details if any. */
export function method<Request, Reply>(answer: Answer<Request, Reply>) {
  return (call: grpc.ServerUnaryCall<Request, Reply>, done: grpc.sendUnaryData<Reply>): void => {
    void Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (reply) => {
          done(null, reply);
        },
        (error: unknown) => {
          done(failureOf(error));
        },
      );
  };
}

/** A failed call that carries more than its message. */
export class DetailedError extends Error {
  override readonly name = "DetailedError";
  readonly metadata: grpc.Metadata;

  constructor(message: string, metadata: grpc.Metadata) {
    super(message);
    this.metadata = metadata;
  }
}

function failureOf(error: unknown): Partial<grpc.ServiceError> {
  const message = error instanceof Error ? error.message : String(error);
  const metadata = error instanceof DetailedError ? { metadata: error.metadata } : {};
  return { code: grpc.status.UNKNOWN, message, details: message, ...metadata };
}

/** Every method that a service has and we do not answers "unimplemented", as an older engine would. */
export function withRest(
  service: Readonly<Record<string, unknown>>,
  answered: grpc.UntypedServiceImplementation,
): grpc.UntypedServiceImplementation {
  const refuse =
    (name: string) =>
    (_call: grpc.ServerUnaryCall<unknown, unknown>, done: grpc.sendUnaryData<unknown>) => {
      done({ code: grpc.status.UNIMPLEMENTED, message: `${name} is not part of this engine` });
    };
  const rest: grpc.UntypedServiceImplementation = {};
  for (const name of Object.keys(service)) rest[name] = answered[name] ?? refuse(name);
  return rest;
}

/** Binds a server to a free port of the loopback and gives the port. */
export function listen(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
}
