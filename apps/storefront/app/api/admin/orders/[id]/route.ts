import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { orderStatusSchema } from "@/lib/schemas";
import { parseBody } from "@/lib/validate";
import { withAuth } from "@/lib/with-auth";

/** Updates the status of an order from the admin dashboard. */
export const PATCH = withAuth(async (req, { params }) => {
  const { id } = await params;
  const { status, trackingNumber } = await parseBody(req, orderStatusSchema);

  const order = await prisma.order.update({
    where: { id },
    data: { status, trackingNumber },
    select: { id: true, status: true, trackingNumber: true },
  });

  return NextResponse.json({ order });
});
