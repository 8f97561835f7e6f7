import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { stripe } from "@/lib/stripe";
import { config } from "@/lib/config";
import { withAuth } from "@/lib/with-auth";

/** Starts a Juniper Plus membership. */
export const POST = withAuth(async (_req, { user }) => {
  if (config.paymentsDevMode) {
    const plusUntil = new Date(Date.now() + 30 * 24 * 60 * 60 * 1000);
    await prisma.user.update({
      where: { id: user.id },
      data: { membership: "PLUS", plusUntil },
    });
    return NextResponse.json({ success: true, plusUntil });
  }

  const session = await stripe.checkout.sessions.create({
    mode: "subscription",
    customer_email: user.email,
    line_items: [{ price: process.env.STRIPE_PLUS_PRICE_ID, quantity: 1 }],
    metadata: { plusUserId: user.id },
    success_url: `${process.env.NEXT_PUBLIC_APP_URL}/account?plus=1`,
    cancel_url: `${process.env.NEXT_PUBLIC_APP_URL}/account`,
  });
  return NextResponse.json({ url: session.url });
});

/** Cancels the membership. */
export const DELETE = withAuth(async (_req, { user }) => {
  await prisma.user.update({
    where: { id: user.id },
    data: { membership: "FREE", plusUntil: null },
  });
  return NextResponse.json({
    success: true,
    message: "Your membership has been cancelled. You won't be charged again.",
  });
});
