import { corsHeaders } from "./cors.ts";

export class HttpError extends Error {
  constructor(public status: number, message: string) {
    super(message);
  }
}

export function json(req: Request, body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...corsHeaders(req), "Content-Type": "application/json" },
  });
}

// HttpErrors carry a message that is meant for the caller, everything else stays in the logs
export function fail(req: Request, error: unknown): Response {
  if (error instanceof HttpError) {
    return json(req, { error: error.message }, error.status);
  }
  console.error(error);
  return json(req, { error: "Something went wrong" }, 500);
}
