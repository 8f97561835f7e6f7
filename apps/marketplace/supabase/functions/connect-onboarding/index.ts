import Stripe from "https://esm.sh/stripe@14.21.0?target=deno";
import { requireUser, serviceClient } from "../_shared/auth.ts";
import { corsHeaders } from "../_shared/cors.ts";
import { fail, json } from "../_shared/http.ts";

// Starts or continues Stripe Connect onboarding for the signed in seller
Deno.serve(async (req) => {
  if (req.method === "OPTIONS") return new Response(null, { headers: corsHeaders(req) });

  try {
    const user = await requireUser(req);
    const { business } = await req.json();

    const supabase = serviceClient();
    const stripe = new Stripe(Deno.env.get("STRIPE_SECRET_KEY")!, { apiVersion: "2023-10-16" });

    const { data: existing, error } = await supabase
      .from("seller_accounts")
      .select("stripe_account_id")
      .eq("user_id", user.id)
      .maybeSingle();
    if (error) throw error;

    let accountId = existing?.stripe_account_id;
    if (!accountId) {
      const account = await stripe.accounts.create(
        { type: "express", email: user.email, metadata: { user_id: user.id } },
        { idempotencyKey: `connect-${user.id}` },
      );
      accountId = account.id;
    }

    const { error: saveError } = await supabase
      .from("seller_accounts")
      .upsert({ ...business, user_id: user.id, stripe_account_id: accountId });
    if (saveError) throw saveError;

    const link = await stripe.accountLinks.create({
      account: accountId,
      type: "account_onboarding",
      refresh_url: `${Deno.env.get("SITE_URL")}/dashboard/payouts`,
      return_url: `${Deno.env.get("SITE_URL")}/dashboard/payouts?connected=1`,
    });
    return json(req, { url: link.url });
  } catch (error) {
    return fail(req, error);
  }
});
