"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { prisma } from "@/lib/db";
import { requireUser } from "@/lib/auth";
import { getCart } from "@/lib/cart";
import { newTrackingToken, takeStock } from "@/lib/orders";

const invoiceSchema = z.object({
  checkoutKey: z.uuid(),
  total: z.coerce.number().int().min(0),
});

/** Places an order which the customer pays by invoice within 14 days. */
export async function placeInvoiceOrder(formData: FormData) {
  const user = await requireUser();
  const { checkoutKey, total } = invoiceSchema.parse({
    checkoutKey: formData.get("checkoutKey"),
    total: formData.get("total"),
  });

  const { items } = await getCart(user.id);
  if (items.length === 0) redirect("/cart");

  // The unique checkout key makes sure that the order is only placed once
  await prisma.$transaction(async (tx) => {
    const order = await tx.order.create({
      data: {
        userId: user.id,
        checkoutKey,
        status: "INVOICED",
        totalCents: total,
        trackingToken: newTrackingToken(),
        items: {
          create: items.map((item) => ({
            productId: item.productId,
            quantity: item.quantity,
            unitPriceCents: item.product.priceCents,
          })),
        },
      },
    });
    await takeStock(tx, order.id);
    await tx.cartItem.deleteMany({ where: { userId: user.id } });
  });

  redirect("/orders");
}
