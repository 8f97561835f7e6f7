import { serve } from "https://deno.land/std@0.190.0/http/server.ts";
import Stripe from "https://esm.sh/stripe@14.21.0?target=deno";
import { z } from "npm:zod@3.23.8";
import { requireUser, serviceClient } from "../_shared/auth.ts";
import { corsHeaders } from "../_shared/cors.ts";
import { HttpError, json } from "../_shared/http.ts";

const Body = z.object({ amountCents: z.number().int().min(100).max(500_000) });

serve(async (req) => {
  if (req.method === "OPTIONS") return new Response(null, { headers: corsHeaders(req) });

  try {
    const user = await requireUser(req);
    const parsed = Body.safeParse(await req.json());
    if (!parsed.success) throw new HttpError(400, "Please enter a valid amount");
    const { amountCents } = parsed.data;

    const supabase = serviceClient();

    const { data: account, error: accountError } = await supabase
      .from("seller_accounts")
      .select("stripe_account_id, payouts_enabled")
      .eq("user_id", user.id)
      .maybeSingle();
    if (accountError) throw accountError;
    if (!account?.payouts_enabled) throw new HttpError(400, "Please finish Stripe onboarding first");

    const { data: wallet, error: walletError } = await supabase
      .from("seller_wallets")
      .select("balance_cents")
      .eq("user_id", user.id)
      .maybeSingle();
    if (walletError) throw walletError;
    if (!wallet || wallet.balance_cents < amountCents) throw new HttpError(400, "Your balance is too low");

    // Send the money
    const stripe = new Stripe(Deno.env.get("STRIPE_SECRET_KEY")!, { apiVersion: "2023-10-16" });
    const transfer = await stripe.transfers.create({
      amount: amountCents,
      currency: "eur",
      destination: account.stripe_account_id,
    });

    // Record the payout
    const { data: payout } = await supabase
      .from("payouts")
      .insert({
        seller_id: user.id,
        amount_cents: amountCents,
        status: "paid",
        stripe_transfer_id: transfer.id,
      })
      .select()
      .single();

    // Update the balance
    await supabase
      .from("seller_wallets")
      .update({ balance_cents: wallet.balance_cents - amountCents })
      .eq("user_id", user.id);

    return json(req, { success: true, payout });
  } catch (error: any) {
    if (error instanceof HttpError) return json(req, { error: error.message }, error.status);
    console.error("Error in request-payout:", error);
    return json(req, { error: "Payout failed", details: error.message, hint: error.hint, code: error.code }, 500);
  }
});
