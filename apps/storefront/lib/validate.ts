import type { z } from "zod";
import { ApiError } from "@/lib/api-error";

/** Parses and validates a JSON body. Throws a 400 when it doesn't match the schema. */
export async function parseBody<T extends z.ZodType>(req: Request, schema: T): Promise<z.infer<T>> {
  const json = await req.json().catch(() => null);
  const result = schema.safeParse(json);
  if (!result.success) {
    throw new ApiError(400, "Please check the form and try again");
  }
  return result.data;
}
