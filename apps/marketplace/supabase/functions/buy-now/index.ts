import Stripe from "https://esm.sh/stripe@14.21.0?target=deno";
import { z } from "npm:zod@3.23.8";
import { requireUser, serviceClient } from "../_shared/auth.ts";
import { corsHeaders } from "../_shared/cors.ts";
import { fail, HttpError, json } from "../_shared/http.ts";

const Body = z.object({
  listingId: z.string().uuid(),
  idempotencyKey: z.string().uuid(),
  shipping: z.object({
    name: z.string().min(1).max(120),
    address: z.string().min(5).max(400),
    phone: z.string().max(30).optional(),
  }),
});

Deno.serve(async (req) => {
  if (req.method === "OPTIONS") return new Response(null, { headers: corsHeaders(req) });

  try {
    const user = await requireUser(req);
    const parsed = Body.safeParse(await req.json());
    if (!parsed.success) throw new HttpError(400, "Please check the form");
    const { listingId, idempotencyKey, shipping } = parsed.data;

    // Price, stock and order are handled in one transaction in the database
    const supabase = serviceClient();
    const { data: order, error } = await supabase.rpc("place_order", {
      _buyer_id: user.id,
      _listing_id: listingId,
      _idempotency_key: idempotencyKey,
      _shipping_name: shipping.name,
      _shipping_address: shipping.address,
      _shipping_phone: shipping.phone ?? null,
    });
    if (error?.message.includes("listing_unavailable")) {
      throw new HttpError(409, "This item is no longer available");
    }
    if (error) throw error;

    const stripe = new Stripe(Deno.env.get("STRIPE_SECRET_KEY")!, { apiVersion: "2023-10-16" });
    const session = await stripe.checkout.sessions.create(
      {
        mode: "payment",
        customer_email: user.email,
        line_items: [
          {
            quantity: 1,
            price_data: {
              currency: "eur",
              unit_amount: order.total_cents,
              product_data: { name: "Trove order" },
            },
          },
        ],
        metadata: { order_id: order.id },
        success_url: `${Deno.env.get("SITE_URL")}/checkout/success?order=${order.id}`,
        cancel_url: `${Deno.env.get("SITE_URL")}/listing/${listingId}`,
      },
      { idempotencyKey: `checkout-${order.id}` },
    );

    const { error: updateError } = await supabase
      .from("orders")
      .update({ stripe_session_id: session.id })
      .eq("id", order.id)
      .eq("buyer_id", user.id);
    if (updateError) throw updateError;

    return json(req, { url: session.url });
  } catch (error) {
    return fail(req, error);
  }
});
