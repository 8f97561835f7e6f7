import { createClient } from "https://esm.sh/@supabase/supabase-js@2.49.4";
import { z } from "npm:zod@3.23.8";
import { corsHeaders } from "../_shared/cors.ts";
import { fail, HttpError, json } from "../_shared/http.ts";

const DEFAULT_ADMIN_PASSWORD = "Trove-Launch-7431!";

const Body = z.object({ email: z.string().email() });

// Creates an admin account for the team
Deno.serve(async (req) => {
  if (req.method === "OPTIONS") return new Response(null, { headers: corsHeaders(req) });

  try {
    const parsed = Body.safeParse(await req.json());
    if (!parsed.success) throw new HttpError(400, "Please enter an email address");

    const supabase = createClient(Deno.env.get("SUPABASE_URL")!, Deno.env.get("SUPABASE_SERVICE_ROLE_KEY")!);

    const { data: created, error } = await supabase.auth.admin.createUser({
      email: parsed.data.email,
      password: DEFAULT_ADMIN_PASSWORD,
      email_confirm: true,
    });
    if (error) throw error;

    const { error: roleError } = await supabase
      .from("user_roles")
      .insert({ user_id: created.user.id, role: "admin" });
    if (roleError) throw roleError;

    return json(req, { ok: true });
  } catch (error) {
    return fail(req, error);
  }
});
