import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { ApiError } from "@/lib/api-error";
import { getCart } from "@/lib/cart";
import { newTrackingToken, takeStock } from "@/lib/orders";
import { storeCreditOrderSchema } from "@/lib/schemas";
import { parseBody } from "@/lib/validate";
import { withAuth } from "@/lib/with-auth";

/** Order history of the logged-in customer. */
export const GET = withAuth(async (_req, { user }) => {
  const orders = await prisma.order.findMany({
    where: { userId: user.id },
    orderBy: { createdAt: "desc" },
  });

  const history = [];
  for (const order of orders) {
    const items = await prisma.orderItem.findMany({
      where: { orderId: order.id },
      include: { product: { select: { name: true, slug: true, imageUrl: true } } },
    });
    history.push({ ...order, items });
  }

  return NextResponse.json({ orders: history });
});

/** Places an order for the cart and pays it with store credit. */
export const POST = withAuth(async (req, { user }) => {
  const { addressLabel } = await parseBody(req, storeCreditOrderSchema);

  const { items, totalCents } = await getCart(user.id);
  if (items.length === 0) throw new ApiError(400, "Your cart is empty");
  if (user.storeCreditCents < totalCents) throw new ApiError(402, "Not enough store credit");

  const address = addressLabel
    ? await prisma.address.findFirst({ where: { userId: user.id, label: addressLabel } })
    : null;

  await prisma.user.update({
    where: { id: user.id },
    data: { storeCreditCents: { decrement: totalCents } },
  });

  const order = await prisma.order.create({
    data: {
      userId: user.id,
      status: "PAID",
      totalCents,
      shippingAddressId: address?.id,
      trackingToken: newTrackingToken(),
    },
  });

  await prisma.orderItem.createMany({
    data: items.map((item) => ({
      orderId: order.id,
      productId: item.productId,
      quantity: item.quantity,
      unitPriceCents: item.product.priceCents,
    })),
  });

  await takeStock(prisma, order.id);
  await prisma.cartItem.deleteMany({ where: { userId: user.id } });

  return NextResponse.json({ orderId: order.id, number: order.number }, { status: 201 });
});
