import Stripe from "https://esm.sh/stripe@14.21.0?target=deno";
import { z } from "npm:zod@3.23.8";
import { requireRole, requireUser, serviceClient } from "../_shared/auth.ts";
import { corsHeaders } from "../_shared/cors.ts";
import { fail, HttpError, json } from "../_shared/http.ts";

const Body = z.object({ orderId: z.string().uuid() });

Deno.serve(async (req) => {
  if (req.method === "OPTIONS") return new Response(null, { headers: corsHeaders(req) });

  try {
    const user = await requireUser(req);
    await requireRole(user.id, ["admin"]);

    const parsed = Body.safeParse(await req.json());
    if (!parsed.success) throw new HttpError(400, "Unknown order");

    const supabase = serviceClient();
    const { data: order, error } = await supabase
      .from("orders")
      .select("id, status, stripe_payment_intent")
      .eq("id", parsed.data.orderId)
      .maybeSingle();
    if (error) throw error;
    if (!order?.stripe_payment_intent) throw new HttpError(404, "This order has no payment");
    if (order.status === "refunded") return json(req, { refunded: true });

    const stripe = new Stripe(Deno.env.get("STRIPE_SECRET_KEY")!, { apiVersion: "2023-10-16" });
    await stripe.refunds.create(
      { payment_intent: order.stripe_payment_intent },
      { idempotencyKey: `refund-${order.id}` },
    );

    const { error: updateError } = await supabase
      .from("orders")
      .update({ status: "refunded" })
      .eq("id", order.id);
    if (updateError) throw updateError;

    return json(req, { refunded: true });
  } catch (error) {
    return fail(req, error);
  }
});
