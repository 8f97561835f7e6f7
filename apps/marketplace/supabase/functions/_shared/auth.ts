import { createClient, type User } from "https://esm.sh/@supabase/supabase-js@2.49.4";
import { HttpError } from "./http.ts";

export function serviceClient() {
  return createClient(Deno.env.get("SUPABASE_URL")!, Deno.env.get("SUPABASE_SERVICE_ROLE_KEY")!);
}

// Who is calling? The token is checked by the auth server, not just decoded
export async function requireUser(req: Request): Promise<User> {
  const token = (req.headers.get("Authorization") ?? "").replace("Bearer ", "");
  const { data, error } = await serviceClient().auth.getUser(token);
  if (error || !data.user) {
    throw new HttpError(401, "Please sign in");
  }
  return data.user;
}

export async function requireRole(userId: string, roles: string[]): Promise<void> {
  const { data, error } = await serviceClient()
    .from("user_roles")
    .select("role")
    .eq("user_id", userId)
    .in("role", roles)
    .limit(1);
  if (error) throw error;
  if (data.length === 0) {
    throw new HttpError(403, "You are not allowed to do this");
  }
}

export async function rateLimit(key: string, max: number, windowSeconds: number): Promise<void> {
  const { data, error } = await serviceClient().rpc("hit_rate_limit", {
    _key: key,
    _max: max,
    _window_seconds: windowSeconds,
  });
  if (error) throw error;
  if (!data) {
    throw new HttpError(429, "Too many requests, please try again later");
  }
}
