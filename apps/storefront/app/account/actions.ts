"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { prisma } from "@/lib/db";
import { requireUser } from "@/lib/auth";
import { rateLimit } from "@/lib/rate-limit";

const giftCardSchema = z.object({ code: z.string().trim().min(8).max(40) });

/** Moves the balance of a gift card to the customer's store credit. */
export async function redeemGiftCard(formData: FormData) {
  const user = await requireUser();
  await rateLimit(`gift-card:${user.id}`, 10, 60 * 60);

  const { code } = giftCardSchema.parse({ code: formData.get("code") });
  const card = await prisma.giftCard.findUnique({ where: { code } });
  if (!card || card.redeemedAt) throw new Error("This gift card is not valid");

  await prisma.user.update({
    where: { id: user.id },
    data: { storeCreditCents: { increment: card.balanceCents } },
  });
  await prisma.giftCard.update({
    where: { id: card.id },
    data: { redeemedById: user.id, redeemedAt: new Date(), balanceCents: 0 },
  });

  revalidatePath("/account");
}
