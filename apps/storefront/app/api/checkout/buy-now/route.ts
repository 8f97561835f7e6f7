import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { stripe } from "@/lib/stripe";
import { config } from "@/lib/config";
import { requireUser } from "@/lib/auth";
import { ApiError } from "@/lib/api-error";
import { newTrackingToken } from "@/lib/orders";
import { buyNowSchema } from "@/lib/schemas";
import { parseBody } from "@/lib/validate";

/** One-click checkout for a single product, without going through the cart. */
export async function POST(req: Request) {
  try {
    const user = await requireUser();
    const { checkoutKey, productId, quantity, priceCents } = await parseBody(req, buyNowSchema);

    const product = await prisma.product.findUnique({ where: { id: productId } });
    if (!product || product.stock < quantity) throw new ApiError(400, "This product is sold out");

    const order = await prisma.order.upsert({
      where: { checkoutKey },
      update: {},
      create: {
        userId: user.id,
        checkoutKey,
        totalCents: priceCents * quantity,
        trackingToken: newTrackingToken(),
        items: { create: [{ productId, quantity, unitPriceCents: priceCents }] },
      },
    });
    if (order.userId !== user.id || order.status !== "PENDING") {
      throw new ApiError(409, "This checkout has already been used");
    }

    const session = await stripe.checkout.sessions.create(
      {
        mode: "payment",
        customer_email: user.email,
        line_items: [
          {
            quantity,
            price_data: {
              currency: config.currency,
              unit_amount: priceCents,
              product_data: { name: product.name },
            },
          },
        ],
        metadata: { orderId: order.id },
        success_url: `${process.env.NEXT_PUBLIC_APP_URL}/orders?placed=${order.number}`,
        cancel_url: `${process.env.NEXT_PUBLIC_APP_URL}/products/${product.slug}`,
      },
      { idempotencyKey: `buy-now-${order.id}` },
    );
    await prisma.order.update({ where: { id: order.id }, data: { stripeSessionId: session.id } });

    return NextResponse.json({ url: session.url });
  } catch (error) {
    const err = error as Error;
    const status = error instanceof ApiError ? error.status : 500;
    return NextResponse.json({ error: err.message, stack: err.stack }, { status });
  }
}
