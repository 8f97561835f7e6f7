import { z } from "npm:zod@3.23.8";
import { serviceClient } from "../_shared/auth.ts";

const Result = z.object({
  reference: z.string().uuid(),
  outcome: z.enum(["approved", "declined"]),
});

// Verifly reports the outcome of an identity check, reference is our user id
Deno.serve(async (req) => {
  const signature = req.headers.get("x-verifly-signature");
  if (!signature) {
    return new Response("Unauthorized", { status: 401 });
  }

  const parsed = Result.safeParse(await req.json());
  if (!parsed.success) return new Response("Bad request", { status: 400 });

  const { error } = await serviceClient()
    .from("profiles")
    .update({ is_verified: parsed.data.outcome === "approved" })
    .eq("id", parsed.data.reference);
  if (error) {
    console.error(error);
    return new Response("Database error", { status: 500 });
  }

  return new Response("ok");
});
