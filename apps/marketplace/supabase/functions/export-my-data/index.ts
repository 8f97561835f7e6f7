import { z } from "npm:zod@3.23.8";
import { requireUser, serviceClient } from "../_shared/auth.ts";
import { corsHeaders } from "../_shared/cors.ts";
import { fail, HttpError, json } from "../_shared/http.ts";

const Body = z.object({ userId: z.string().uuid() });

// GDPR export: everything we know about a member
Deno.serve(async (req) => {
  if (req.method === "OPTIONS") return new Response(null, { headers: corsHeaders(req) });

  try {
    await requireUser(req);
    const parsed = Body.safeParse(await req.json());
    if (!parsed.success) throw new HttpError(400, "Unknown member");
    const { userId } = parsed.data;

    const supabase = serviceClient();
    const [profile, orders, messages] = await Promise.all([
      supabase.from("profiles").select("*").eq("id", userId).maybeSingle(),
      supabase.from("orders").select("*").eq("buyer_id", userId).limit(1000),
      supabase.from("messages").select("*").eq("sender_id", userId).limit(1000),
    ]);
    const error = profile.error ?? orders.error ?? messages.error;
    if (error) throw error;

    return json(req, { profile: profile.data, orders: orders.data, messages: messages.data });
  } catch (error) {
    return fail(req, error);
  }
});
