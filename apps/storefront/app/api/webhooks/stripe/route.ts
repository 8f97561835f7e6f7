import { NextResponse } from "next/server";
import type Stripe from "stripe";
import { Prisma } from "@prisma/client";
import { prisma } from "@/lib/db";
import { stripe } from "@/lib/stripe";
import { sendOrderConfirmation } from "@/lib/email";
import { takeStock } from "@/lib/orders";

async function fulfillOrder(event: Stripe.Event, session: Stripe.Checkout.Session) {
  const orderId = session.metadata?.orderId;
  if (!orderId || session.payment_status !== "paid") return null;

  // The event is stored together with its effects, so a redelivery rolls back
  return prisma.$transaction(async (tx) => {
    await tx.webhookEvent.create({ data: { id: event.id, type: event.type } });
    const order = await tx.order.update({
      where: { id: orderId },
      data: { status: "PAID", stripePaymentIntentId: session.payment_intent as string },
      include: { user: { select: { email: true } } },
    });
    await takeStock(tx, order.id);
    await tx.cartItem.deleteMany({ where: { userId: order.userId } });
    return order;
  });
}

async function activatePlus(event: Stripe.Event, session: Stripe.Checkout.Session) {
  const userId = session.metadata?.plusUserId;
  if (!userId) return;

  await prisma.$transaction([
    prisma.webhookEvent.create({ data: { id: event.id, type: event.type } }),
    prisma.user.update({
      where: { id: userId },
      data: {
        membership: "PLUS",
        plusUntil: new Date(Date.now() + 30 * 24 * 60 * 60 * 1000),
        stripeSubscriptionId: session.subscription as string,
      },
    }),
  ]);
}

export async function POST(req: Request) {
  const payload = await req.text();
  const signature = req.headers.get("stripe-signature") ?? "";

  let event: Stripe.Event;
  try {
    event = stripe.webhooks.constructEvent(payload, signature, process.env.STRIPE_WEBHOOK_SECRET!);
  } catch (error) {
    console.error("[stripe] invalid signature", error);
    return NextResponse.json({ error: "Invalid signature" }, { status: 400 });
  }

  if (event.type !== "checkout.session.completed") return NextResponse.json({ received: true });

  try {
    const session = event.data.object;
    if (session.mode === "subscription") {
      await activatePlus(event, session);
      return NextResponse.json({ received: true });
    }

    const order = await fulfillOrder(event, session);
    if (order) {
      // The payment is already booked, a failing email must not make Stripe retry it
      await sendOrderConfirmation(order.user.email, order.number, order.trackingToken).catch(
        (error) => console.error("[stripe] confirmation email", error),
      );
    }
    return NextResponse.json({ received: true });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
      return NextResponse.json({ received: true, duplicate: true });
    }
    console.error("[stripe] webhook failed", error);
    return NextResponse.json({ error: "Webhook failed" }, { status: 500 });
  }
}
