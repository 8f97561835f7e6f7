import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { ApiError } from "@/lib/api-error";
import { getOrderForUser, restockOrder } from "@/lib/orders";
import { withAuth } from "@/lib/with-auth";

/** Cancels an order which hasn't been paid for online yet. */
export const POST = withAuth(async (_req, { user, params }) => {
  const { id } = await params;
  const order = await getOrderForUser(id, user);

  await prisma.$transaction(async (tx) => {
    const { count } = await tx.order.updateMany({
      where: { id: order.id, status: "INVOICED" },
      data: { status: "CANCELLED" },
    });
    if (count === 0) throw new ApiError(409, "This order can't be cancelled any more");
    await restockOrder(tx, order.id);
  });

  return NextResponse.json({ success: true });
});
