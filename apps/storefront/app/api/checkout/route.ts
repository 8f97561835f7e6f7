import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { stripe } from "@/lib/stripe";
import { config } from "@/lib/config";
import { ApiError } from "@/lib/api-error";
import { getCart } from "@/lib/cart";
import { newTrackingToken } from "@/lib/orders";
import { checkoutSchema } from "@/lib/schemas";
import { parseBody } from "@/lib/validate";
import { withAuth } from "@/lib/with-auth";

/** Turns the cart into an order and opens a Stripe checkout session for it. */
export const POST = withAuth(async (req, { user }) => {
  const { checkoutKey, couponCode } = await parseBody(req, checkoutSchema);

  const { items } = await getCart(user.id);
  if (items.length === 0) throw new ApiError(400, "Your cart is empty");

  const coupon = couponCode
    ? await prisma.coupon.findUnique({ where: { code: couponCode.toUpperCase() } })
    : null;
  const couponIsValid = coupon && (!coupon.expiresAt || coupon.expiresAt > new Date());
  if (couponCode && !couponIsValid) throw new ApiError(400, "This coupon is not valid");

  const discount = coupon ? Math.min(coupon.percentOff, 90) / 100 : 0;
  const lines = items.map((item) => ({
    productId: item.productId,
    name: item.product.name,
    quantity: item.quantity,
    unitPriceCents: Math.round(item.product.priceCents * (1 - discount)),
  }));
  const totalCents = lines.reduce((sum, line) => sum + line.unitPriceCents * line.quantity, 0);

  // The same checkout key always leads to the same order, so double clicks are harmless
  const order = await prisma.order.upsert({
    where: { checkoutKey },
    update: {},
    create: {
      userId: user.id,
      checkoutKey,
      totalCents,
      couponId: coupon?.id,
      trackingToken: newTrackingToken(),
      items: {
        create: lines.map(({ productId, quantity, unitPriceCents }) => ({
          productId,
          quantity,
          unitPriceCents,
        })),
      },
    },
    include: { items: { include: { product: { select: { name: true } } } } },
  });
  if (order.userId !== user.id || order.status !== "PENDING") {
    throw new ApiError(409, "This checkout has already been used");
  }

  const session = await stripe.checkout.sessions.create(
    {
      mode: "payment",
      customer_email: user.email,
      line_items: order.items.map((item) => ({
        quantity: item.quantity,
        price_data: {
          currency: config.currency,
          unit_amount: item.unitPriceCents,
          product_data: { name: item.product.name },
        },
      })),
      metadata: { orderId: order.id },
      success_url: `${process.env.NEXT_PUBLIC_APP_URL}/orders?placed=${order.number}`,
      cancel_url: `${process.env.NEXT_PUBLIC_APP_URL}/cart`,
    },
    { idempotencyKey: `checkout-${order.id}` },
  );
  await prisma.order.update({ where: { id: order.id }, data: { stripeSessionId: session.id } });

  return NextResponse.json({ url: session.url, orderNumber: order.number });
});
