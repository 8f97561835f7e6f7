import { z } from "npm:zod@3.23.8";
import { requireRole, requireUser, serviceClient } from "../_shared/auth.ts";
import { corsHeaders } from "../_shared/cors.ts";
import { fail, HttpError, json } from "../_shared/http.ts";

const Body = z.object({
  listingId: z.string().uuid(),
  action: z.enum(["remove", "restore", "feature"]),
});

const patches = {
  remove: { status: "removed" },
  restore: { status: "active" },
  feature: { is_featured: true },
};

Deno.serve(async (req) => {
  if (req.method === "OPTIONS") return new Response(null, { headers: corsHeaders(req) });

  try {
    const user = await requireUser(req);

    // No roles are set up in local development, so the check only runs in production
    const isDev = Deno.env.get("APP_ENV") !== "production";
    if (!isDev) {
      await requireRole(user.id, ["admin", "moderator"]);
    }

    const parsed = Body.safeParse(await req.json());
    if (!parsed.success) throw new HttpError(400, "Unknown action");

    const { error } = await serviceClient()
      .from("listings")
      .update(patches[parsed.data.action])
      .eq("id", parsed.data.listingId);
    if (error) throw error;

    return json(req, { ok: true });
  } catch (error) {
    return fail(req, error);
  }
});
