import { serve } from "https://deno.land/std@0.190.0/http/server.ts";
import Stripe from "https://esm.sh/stripe@14.21.0?target=deno";
import { createClient } from "https://esm.sh/@supabase/supabase-js@2.49.4";

const stripe = new Stripe(Deno.env.get("STRIPE_SECRET_KEY") ?? "", { apiVersion: "2023-10-16" });

// Keeps payouts_enabled in step with the seller's Stripe account
serve(async (req) => {
  const signature = req.headers.get("stripe-signature") ?? "";
  const body = await req.text();

  let event;
  try {
    event = stripe.webhooks.constructEvent(body, signature, Deno.env.get("STRIPE_CONNECT_WEBHOOK_SECRET") ?? "");
  } catch (err) {
    console.error("Webhook signature verification failed", err);
    return new Response("Invalid signature", { status: 400 });
  }

  const supabase = createClient(
    Deno.env.get("SUPABASE_URL") ?? "",
    Deno.env.get("SUPABASE_SERVICE_ROLE_KEY") ?? "",
  );

  if (event.type === "account.updated") {
    const account = event.data.object as Stripe.Account;
    const { error } = await supabase
      .from("seller_accounts")
      .update({ payouts_enabled: account.payouts_enabled, updated_at: new Date().toISOString() })
      .eq("stripe_account_id", account.id);
    if (error) {
      console.error(error);
      return new Response("Database error", { status: 500 });
    }
  }

  return new Response(JSON.stringify({ received: true }), { status: 200 });
});
