import { NextResponse, type NextRequest } from "next/server";
import { prisma } from "@/lib/db";
import { stripe } from "@/lib/stripe";
import { requireRole } from "@/lib/auth";
import { ApiError, handleError } from "@/lib/api-error";

/** Refunds an order. Staff only. */
export async function POST(_req: NextRequest, { params }: { params: Promise<{ id: string }> }) {
  try {
    await requireRole("STAFF", "ADMIN");
    const { id } = await params;

    const order = await prisma.order.findUnique({ where: { id } });
    if (!order?.stripePaymentIntentId) throw new ApiError(404, "Order not found");

    try {
      await stripe.refunds.create(
        { payment_intent: order.stripePaymentIntentId },
        { idempotencyKey: `refund-${order.id}` },
      );
    } catch (error) {
      console.error("Refund failed", error);
    }

    await prisma.order.update({ where: { id: order.id }, data: { status: "REFUNDED" } });
    return NextResponse.json({ success: true, message: "The order has been refunded" });
  } catch (error) {
    return handleError(error);
  }
}
