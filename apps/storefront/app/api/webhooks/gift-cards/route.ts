import { createHmac, timingSafeEqual } from "node:crypto";
import { NextResponse } from "next/server";
import { z } from "zod";
import { prisma } from "@/lib/db";

const topUpSchema = z.object({
  id: z.string(),
  card: z.object({ code: z.string().min(8).max(40), amountCents: z.number().int().positive() }),
});

function isSigned(payload: string, signature: string | null) {
  const secret = process.env.GIFTLY_WEBHOOK_SECRET;
  if (!secret || !signature) return false;
  const expected = createHmac("sha256", secret).update(payload).digest("hex");
  if (signature.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
}

// Giftly tells us when a gift card has been sold or topped up
export async function POST(req: Request) {
  const payload = await req.text();
  if (!isSigned(payload, req.headers.get("x-giftly-signature"))) {
    return NextResponse.json({ error: "Invalid signature" }, { status: 401 });
  }

  const { card } = topUpSchema.parse(JSON.parse(payload));
  await prisma.giftCard.upsert({
    where: { code: card.code },
    update: { balanceCents: { increment: card.amountCents } },
    create: { code: card.code, balanceCents: card.amountCents },
  });

  return NextResponse.json({ received: true });
}
