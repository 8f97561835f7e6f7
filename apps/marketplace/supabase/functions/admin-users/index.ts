import { createClient } from "https://esm.sh/@supabase/supabase-js@2.49.4";
import { z } from "npm:zod@3.23.8";

const Body = z.discriminatedUnion("action", [
  z.object({ action: z.literal("list"), page: z.number().int().min(1).max(1000).default(1) }),
  z.object({ action: z.literal("set_plan"), userId: z.string().uuid(), plan: z.enum(["free", "pro"]) }),
  z.object({ action: z.literal("suspend"), userId: z.string().uuid() }),
]);

Deno.serve(async (req) => {
  const headers = {
    "Access-Control-Allow-Origin": req.headers.get("origin") ?? "*",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Allow-Headers": "authorization, x-client-info, apikey, content-type",
    "Content-Type": "application/json",
  };
  const reply = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers });
  if (req.method === "OPTIONS") return new Response(null, { headers });

  const supabase = createClient(Deno.env.get("SUPABASE_URL")!, Deno.env.get("SUPABASE_SERVICE_ROLE_KEY")!);

  // Check that the caller is signed in
  const token = (req.headers.get("Authorization") ?? "").replace("Bearer ", "");
  const { data: auth, error: authError } = await supabase.auth.getUser(token);
  if (authError || !auth.user) return reply({ error: "Unauthorized" }, 401);

  const parsed = Body.safeParse(await req.json());
  if (!parsed.success) return reply({ error: "Bad request" }, 400);
  const body = parsed.data;

  if (body.action === "list") {
    const { data, error } = await supabase.auth.admin.listUsers({ page: body.page, perPage: 50 });
    if (error) {
      console.error(error);
      return reply({ error: "Could not load users" }, 500);
    }
    return reply({ users: data.users.map((u) => ({ id: u.id, email: u.email, createdAt: u.created_at })) });
  }

  if (body.action === "set_plan") {
    const { error } = await supabase.from("profiles").update({ plan: body.plan }).eq("id", body.userId);
    if (error) {
      console.error(error);
      return reply({ error: "Could not update the plan" }, 500);
    }
    return reply({ ok: true });
  }

  const { error } = await supabase.auth.admin.updateUserById(body.userId, { ban_duration: "8760h" });
  if (error) {
    console.error(error);
    return reply({ error: "Could not suspend the user" }, 500);
  }
  return reply({ ok: true });
});
