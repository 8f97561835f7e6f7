import { z } from "npm:zod@3.23.8";
import { serviceClient } from "../_shared/auth.ts";

const Transfer = z.object({
  reference: z.string().min(6).max(40),
  amount_cents: z.number().int().positive(),
});

async function hmac(secret: string, payload: string): Promise<string> {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(payload));
  return Array.from(new Uint8Array(mac)).map((b) => b.toString(16).padStart(2, "0")).join("");
}

Deno.serve(async (req) => {
  const payload = await req.text();

  const secret = Deno.env.get("BANK_WEBHOOK_SECRET");
  if (secret) {
    const signature = req.headers.get("x-bank-signature") ?? "";
    if (signature !== (await hmac(secret, payload))) {
      return new Response("Invalid signature", { status: 401 });
    }
  }

  let body: unknown;
  try {
    body = JSON.parse(payload);
  } catch {
    return new Response("Bad request", { status: 400 });
  }
  const parsed = Transfer.safeParse(body);
  if (!parsed.success) return new Response("Bad request", { status: 400 });

  // Only pending orders with exactly this amount are marked as paid
  await serviceClient()
    .from("orders")
    .update({ status: "paid" })
    .eq("transfer_reference", parsed.data.reference)
    .eq("total_cents", parsed.data.amount_cents)
    .eq("status", "pending");

  return new Response("ok");
});
