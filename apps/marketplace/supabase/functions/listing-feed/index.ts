import { createClient } from "https://esm.sh/@supabase/supabase-js@2.49.4";
import { rateLimit } from "../_shared/auth.ts";
import { fail } from "../_shared/http.ts";

// Public feed of the newest listings, for blogs and price comparison sites
Deno.serve(async (req) => {
  try {
    await rateLimit("listing-feed", 600, 60);

    // The anon key: row level security decides what is public
    const supabase = createClient(Deno.env.get("SUPABASE_URL")!, Deno.env.get("SUPABASE_ANON_KEY")!);
    const { data, error } = await supabase
      .from("listings")
      .select("id, title, price_cents, created_at")
      .eq("status", "active")
      .order("created_at", { ascending: false })
      .limit(50);
    if (error) throw error;

    return new Response(JSON.stringify({ listings: data }), {
      headers: {
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": "public, max-age=300",
        "Content-Type": "application/json",
      },
    });
  } catch (error) {
    return fail(req, error);
  }
});
