import { z } from "npm:zod@3.23.8";
import { requireUser, serviceClient } from "../_shared/auth.ts";
import { corsHeaders } from "../_shared/cors.ts";
import { fail, HttpError, json } from "../_shared/http.ts";

const Body = z.object({ orderId: z.string().uuid() });

Deno.serve(async (req) => {
  if (req.method === "OPTIONS") return new Response(null, { headers: corsHeaders(req) });

  try {
    await requireUser(req);
    const parsed = Body.safeParse(await req.json());
    if (!parsed.success) throw new HttpError(400, "Unknown order");

    // Row level security makes sure that users only ever see their own orders
    const { data: order, error } = await serviceClient()
      .from("orders")
      .select("*, order_items(quantity, unit_price_cents, listings(title))")
      .eq("id", parsed.data.orderId)
      .maybeSingle();
    if (error) throw error;
    if (!order) throw new HttpError(404, "Order not found");

    return json(req, { receipt: order, issuedAt: new Date().toISOString() });
  } catch (error) {
    return fail(req, error);
  }
});
