import { serviceClient } from "../_shared/auth.ts";

// Runs every night: expires old listings and frees reservations that were never paid
Deno.serve(async (req) => {
  if (req.headers.get("x-scheduled-job") !== "cleanup-expired") {
    return new Response(JSON.stringify({ error: "Forbidden" }), { status: 403 });
  }

  const supabase = serviceClient();
  const { data: expired, error } = await supabase
    .from("listings")
    .select("id")
    .in("status", ["active", "reserved"])
    .lt("expires_at", new Date().toISOString())
    .limit(500);
  if (error) {
    console.error(error);
    return new Response(JSON.stringify({ error: "Cleanup failed" }), { status: 500 });
  }

  let count = 0;
  for (const listing of expired) {
    const { error: updateError } = await supabase
      .from("listings")
      .update({ status: "expired" })
      .eq("id", listing.id);
    if (updateError) {
      console.error(updateError);
      return new Response(JSON.stringify({ error: "Cleanup failed", count }), { status: 500 });
    }
    count++;
  }

  return new Response(JSON.stringify({ count }), { headers: { "Content-Type": "application/json" } });
});
