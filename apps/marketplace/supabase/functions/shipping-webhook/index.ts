import { z } from "npm:zod@3.23.8";
import { serviceClient } from "../_shared/auth.ts";

const Update = z.object({
  tracking_code: z.string().min(4).max(64),
  state: z.enum(["in_transit", "delivered"]),
});

// Parcelway calls this for every scan of a parcel
Deno.serve(async (req) => {
  const parsed = Update.safeParse(await req.json());
  if (!parsed.success) return new Response("Bad request", { status: 400 });
  const update = parsed.data;

  const supabase = serviceClient();
  const { data: order, error } = await supabase
    .from("orders")
    .update({ status: update.state === "delivered" ? "delivered" : "shipped" })
    .eq("tracking_code", update.tracking_code)
    .select("id, seller_id, total_cents, fee_cents")
    .maybeSingle();
  if (error) {
    console.error(error);
    return new Response("Database error", { status: 500 });
  }
  if (!order) return new Response("Unknown parcel", { status: 404 });

  // The money is released to the seller on delivery
  if (update.state === "delivered") {
    const { error: creditError } = await supabase.rpc("credit_wallet", {
      _seller_id: order.seller_id,
      _amount_cents: order.total_cents - order.fee_cents,
    });
    if (creditError) {
      console.error(creditError);
      return new Response("Database error", { status: 500 });
    }
  }

  return new Response("ok");
});
