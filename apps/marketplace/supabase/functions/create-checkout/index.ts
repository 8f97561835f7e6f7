import { serve } from "https://deno.land/std@0.190.0/http/server.ts";
import Stripe from "https://esm.sh/stripe@14.21.0?target=deno";
import { createClient } from "https://esm.sh/@supabase/supabase-js@2.49.4";
import { corsHeaders } from "../_shared/cors.ts";

serve(async (req) => {
  const headers = { ...corsHeaders(req), "Content-Type": "application/json" };
  if (req.method === "OPTIONS") {
    return new Response(null, { headers });
  }

  try {
    const supabase = createClient(
      Deno.env.get("SUPABASE_URL") ?? "",
      Deno.env.get("SUPABASE_SERVICE_ROLE_KEY") ?? "",
    );

    // Authenticate the buyer
    const token = req.headers.get("Authorization")?.replace("Bearer ", "") ?? "";
    const { data: auth, error: authError } = await supabase.auth.getUser(token);
    if (authError || !auth.user) {
      return new Response(JSON.stringify({ error: "Unauthorized" }), { status: 401, headers });
    }
    const user = auth.user;

    const { items, shipping } = await req.json();

    // All items of a cart belong to the same seller
    const listingIds = items.map((item: any) => item.listingId);
    const { data: listings, error: listingsError } = await supabase
      .from("listings")
      .select("id, seller_id, status")
      .in("id", listingIds);
    if (listingsError) throw listingsError;
    if (listings.length !== items.length || listings.some((l) => l.status !== "active")) {
      return new Response(JSON.stringify({ error: "Some items are no longer available" }), { status: 409, headers });
    }
    const sellerId = listings[0].seller_id;
    if (listings.some((l) => l.seller_id !== sellerId)) {
      return new Response(JSON.stringify({ error: "Please check out one seller at a time" }), { status: 400, headers });
    }

    const totalCents = items.reduce((sum: number, item: any) => sum + item.priceCents * item.quantity, 0);
    const feeCents = Math.round((totalCents * Number(Deno.env.get("PLATFORM_FEE_BPS"))) / 10000);

    // Create the order
    const { data: order, error: orderError } = await supabase
      .from("orders")
      .insert({
        buyer_id: user.id,
        seller_id: sellerId,
        total_cents: totalCents,
        fee_cents: feeCents,
        shipping_name: shipping.name,
        shipping_address: shipping.address,
        shipping_phone: shipping.phone,
      })
      .select()
      .single();
    if (orderError) throw orderError;

    // Create the order items
    const { error: itemsError } = await supabase.from("order_items").insert(
      items.map((item: any) => ({
        order_id: order.id,
        listing_id: item.listingId,
        quantity: item.quantity,
        unit_price_cents: item.priceCents,
      })),
    );
    if (itemsError) throw itemsError;

    const stripe = new Stripe(Deno.env.get("STRIPE_SECRET_KEY") ?? "", { apiVersion: "2023-10-16" });
    const session = await stripe.checkout.sessions.create({
      mode: "payment",
      customer_email: user.email,
      line_items: items.map((item: any) => ({
        quantity: item.quantity,
        price_data: {
          currency: "eur",
          unit_amount: item.priceCents,
          product_data: { name: item.title },
        },
      })),
      metadata: { order_id: order.id },
      success_url: `${Deno.env.get("SITE_URL")}/checkout/success?order=${order.id}`,
      cancel_url: `${Deno.env.get("SITE_URL")}/cart`,
    });

    const { error: sessionError } = await supabase
      .from("orders")
      .update({ stripe_session_id: session.id })
      .eq("id", order.id);
    if (sessionError) throw sessionError;

    return new Response(JSON.stringify({ url: session.url }), { status: 200, headers });
  } catch (error: any) {
    console.error("Error in create-checkout:", error);
    return new Response(JSON.stringify({ error: error.message, stack: error.stack }), { status: 500, headers });
  }
});
